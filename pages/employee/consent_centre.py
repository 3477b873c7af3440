"""The consent centre: what is asked, a sample before any choice, one decision for each kind."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from governance import clock
from governance.consent import queries as consent
from governance.consent import receipts
from governance.consent.errors import NotOffered
from governance.consent.models import Decision
from governance.consent.queries import PurposeState
from governance.directory.models import Employee
from governance.purposes import queries as purposes
from governance.purposes.facts import Facts
from governance.purposes.kinds import SPECIAL
from governance.purposes.models import PurposeVersion, VersionState
from pages import dates
from pages.access import EmployeeRequest, employee_page
from pages.employee import answers, differences, keeping, mask_test, notices, releases
from pages.employee.answers import EndError, KindCard
from pages.employee.episodes import sample_card
from pages.employee.samples import sample


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """A purpose in the list."""

    name: str
    url: str
    sentence: str
    state: str
    state_label: str
    language: str


@dataclass(frozen=True, slots=True)
class PurposeHead:
    """The head of a purpose's page."""

    name: str
    lede: str
    slug: str
    version: int
    answered_sentence: str
    language: str


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds of one weight, each with its own decision."""

    title: str
    kinds: tuple[KindCard, ...]


@employee_page
@require_safe
def all_purposes(request: EmployeeRequest) -> HttpResponse:
    """List the purposes in force."""
    lines = [_line(state) for state in consent.state_of(request.employee)]
    return render(request, "employee/purposes.html", {"purposes": lines})


@employee_page
@require_safe
def purpose(request: EmployeeRequest, slug: str) -> HttpResponse:
    """Show one purpose in full."""
    return page_of(request, find(request.employee, slug), request.GET.get("language", ""))


def page_of(
    request: EmployeeRequest, state: PurposeState, wanted: str, error: EndError | None = None
) -> HttpResponse:
    """Return the page of a purpose; `error` is about the end that was asked for."""
    facts, slug = state.version.facts, state.version.purpose_id
    language = language_of(facts, wanted)
    mine = [view for view in receipts.of(request.employee.owner) if view.purpose == slug]
    path = reverse("employee:purpose", args=[slug])
    older = _compared(state, request.GET.get("with", ""))
    context = {
        **decisions_of(request.employee, state, language, error),
        "facts": notices.facts_of(facts, language),
        "notice_languages": notices.languages_of(facts, language, path),
        "not_in_your_language": notices.not_in_your_language(facts, language),
        "keeping": keeping.of(request.employee, state.version),
        "sample": sample_card(sample(facts)),
        "mask_test": mask_test.sentence(),
        "layers": notices.layers_of(facts.notice(language)[1]),
        "approvals": notices.approvals_of(state.version),
        "first_recording": _first_recording(request.employee, state.version),
        "versions": notices.versions_of(state.version, mine, path),
        "in_releases": releases.of(request.employee.owner, slug),
        "has_special_kinds": bool(SPECIAL & set(facts.kinds)),
        "compared": "with" in request.GET and older is not None,
    }
    if older is not None:
        context["difference"] = differences.between(older.facts, facts, language)
        context["difference_title"] = _("What changed since version %(n)d") % {"n": older.number}
    return render(request, "employee/purpose.html", context, status=409 if error else 200)


def language_of(facts: Facts, wanted: str) -> str:
    """Return the language of the notice: the one asked for, else the page's, else English."""
    return facts.notice(wanted if wanted in facts.notices else answers.language())[0]


def decisions_of(
    employee: Employee, state: PurposeState, language: str, error: EndError | None = None
) -> dict[str, object]:
    """Return what the part with the decisions shows."""
    text = state.version.facts.notice(language)[1]
    slug = state.version.purpose_id
    cards = [
        answers.kind_card(kind, state.version, employee.jurisdiction, error) for kind in state.kinds
    ]
    ordinary = Group("", tuple(card for card in cards if not card.special))
    special = Group(_("Each with a day on which it ends"), tuple(c for c in cards if c.special))
    return {
        "purpose": PurposeHead(
            text.name, text.lede, slug, state.version.number, answers.sentence(state), language
        ),
        "groups": [group for group in (ordinary, special) if group.kinds],
        "end_error": error,
        "can_withdraw": state.decision not in (None, Decision.WITHDRAWN),
    }


def _line(state: PurposeState) -> PurposeLine:
    slug = state.version.purpose_id
    language, notice = state.version.facts.notice(answers.language())
    answered = state.decision is not None or any(found.not_before for found in state.kinds)
    return PurposeLine(
        name=notice.name,
        url=reverse("employee:purpose", args=[slug]),
        sentence=answers.sentence(state),
        state=str(state.decision or ""),
        state_label="" if answered else _("Not answered"),
        language=language,
    )


def find(employee: Employee, slug: str) -> PurposeState:
    """Return where a purpose stands for a person.

    Raises:
        Http404: there is no such purpose in force.
        NotOffered: it is not offered to this person.
    """
    for state in consent.state_of(employee):
        if state.version.purpose_id == slug:
            return state
    if purposes.of(slug) is None:
        raise Http404
    raise NotOffered


def _compared(state: PurposeState, wanted: str) -> PurposeVersion | None:
    """Return the version to compare with: the one asked for, else the one agreed to."""
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else state.agreed_version
    if number is None or number == state.version.number:
        return None
    shown = (VersionState.IN_FORCE, VersionState.SUPERSEDED)
    return state.version.purpose.versions.filter(number=number, state__in=shown).first()


def _first_recording(employee: Employee, version: PurposeVersion) -> str:
    first = purposes.first_recording(version, employee)
    when = dates.moment(first)
    if first <= clock.now():
        return _("Possible since %(when)s, if you allow it.") % {"when": when}
    return _("Not before %(when)s, even if you allow it now.") % {"when": when}
