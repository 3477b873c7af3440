"""The consent centre: what is asked, a sample before any choice, one decision for each kind."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance import clock
from governance.consent import decisions, receipts
from governance.consent import queries as consent
from governance.consent.errors import NotOffered
from governance.consent.models import Decision
from governance.consent.queries import PurposeState
from governance.directory.models import Employee
from governance.purposes import queries as purposes
from governance.purposes.facts import Facts
from governance.purposes.kinds import SPECIAL, Kind
from governance.purposes.models import PurposeVersion, VersionState
from pages import dates
from pages.access import EmployeeRequest, employee_page
from pages.employee import answers, differences, notices
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


@dataclass(frozen=True, slots=True)
class PurposeHead:
    """The head of a purpose's page."""

    name: str
    lede: str
    slug: str
    version: int
    answered_sentence: str
    language: str


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
    state = _state(request.employee, slug)
    facts = state.version.facts
    language = _language(facts, request.GET.get("language", ""))
    mine = [view for view in receipts.of(request.employee.owner) if view.purpose == slug]
    older = _compared(state, request.GET.get("with", ""))
    context = {
        **_decisions(request.employee, state, language),
        "facts": notices.facts_of(facts, language),
        "notice_languages": notices.languages_of(facts, language, request.path),
        "not_in_your_language": notices.not_in_your_language(facts, language),
        "sample": sample_card(sample(facts)),
        "layers": notices.layers_of(facts.notice(language)[1]),
        "approvals": notices.approvals_of(state.version),
        "first_recording": _first_recording(request.employee, state.version),
        "versions": notices.versions_of(state.version, mine, request.path),
        "has_special_kinds": bool(SPECIAL & set(facts.kinds)),
        "compared": "with" in request.GET and older is not None,
    }
    if older is not None:
        context["difference"] = differences.between(older.facts, facts, language)
        context["difference_title"] = _("What changed since version %(n)d") % {"n": older.number}
    return render(request, "employee/purpose.html", context)


@employee_page
@require_POST
def decide(request: EmployeeRequest) -> HttpResponse:
    """Take one decision. Allow and Refuse come to this one address, the choice in the body."""
    slug, kind = request.POST.get("purpose", ""), _kind(request.POST.get("kind", ""))
    language = request.POST.get("language", "")[:10]  # of the notice that was shown
    match request.POST.get("choice"):
        case "allow":
            ends = _day(request.POST.get("ends_on", ""))
            decisions.give(request.employee, slug, kind, language, ends)
        case "refuse":
            decisions.refuse(request.employee, slug, kind, language)
        case _:
            raise BadRequest
    if request.htmx:
        state = _state(request.employee, slug)
        shown = _language(state.version.facts, language)
        context = _decisions(request.employee, state, shown)
        return render(request, "employee/partials/decisions.html", context)
    query = urlencode({"language": language}) if language else ""
    address = reverse("employee:purpose", args=[slug])
    return redirect(f"{address}{'?' if query else ''}{query}#decide")


def _language(facts: Facts, wanted: str) -> str:
    """Return the language of the notice: the one asked for, else the page's, else English."""
    return facts.notice(wanted if wanted in facts.notices else answers.language())[0]


def _decisions(employee: Employee, state: PurposeState, language: str) -> dict[str, object]:
    text = state.version.facts.notice(language)[1]
    slug = state.version.purpose_id
    return {
        "purpose": PurposeHead(
            text.name, text.lede, slug, state.version.number, answers.sentence(state), language
        ),
        "kinds": [answers.kind_card(kind, employee.jurisdiction) for kind in state.kinds],
        "can_withdraw": state.decision not in (None, Decision.WITHDRAWN),
    }


def _line(state: PurposeState) -> PurposeLine:
    slug = state.version.purpose_id
    answered = state.decision is not None or any(found.not_before for found in state.kinds)
    return PurposeLine(
        name=state.version.facts.notice(answers.language())[1].name,
        url=reverse("employee:purpose", args=[slug]),
        sentence=answers.sentence(state),
        state=str(state.decision or ""),
        state_label="" if answered else _("Not answered"),
    )


def _state(employee: Employee, slug: str) -> PurposeState:
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


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError as error:
        raise BadRequest from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadRequest from error
