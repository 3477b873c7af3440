"""How long captured data of a purpose is kept: the rules, their own choice, the next day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from governance import clock
from governance.directory.closing import closed_until, refuse_while_closed
from governance.directory.models import Employee
from governance.purposes import labels
from governance.purposes.kinds import NAMES, Kind
from governance.purposes.models import PurposeVersion, VersionState
from governance.retention import choices
from governance.retention.choices import NotOffered
from governance.retention.rules import Limit, Source
from pages import languages
from pages.access import EmployeeRequest, employee_page
from pages.sign import joined
from training import expiry, own

AS_SAID = "as-said"


@dataclass(frozen=True, slots=True)
class RuleLine:
    """Kinds that are kept equally long, for how long, and who says so."""

    kinds: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A time that can be chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long it is kept; `next_goes` is the day on which the next of it goes, if any."""

    rules: tuple[RuleLine, ...]
    choices: tuple[Choice, ...]
    next_goes: date | None


def of(employee: Employee, version: PurposeVersion) -> Keeping:
    """Return what the page of a purpose shows; no day of what is stored while it is closed."""
    slug, facts = version.purpose_id, version.facts
    terms = choices.of(employee)
    chosen, closed = terms.chosen.get(slug), closed_until(employee) is not None
    days = sorted({*choices.offered(facts, employee.jurisdiction), *([chosen] if chosen else [])})
    said = Choice(AS_SAID, _("As long as the purpose says"), chosen is None)
    return Keeping(
        rules=_lines(terms.limits(slug, facts)),
        choices=(*(Choice(str(n), _days(n), n == chosen) for n in days), said),
        next_goes=None if closed else own.next_goes(employee.owner, slug),
    )


@employee_page
@require_POST
def keep(request: EmployeeRequest) -> HttpResponse:
    """Take a choice; where something stored is older, it is shown first what goes at once."""
    refuse_while_closed(request.employee)  # longer is no choice of somebody who took over
    slug, days = request.POST.get("purpose", ""), _chosen(request.POST.get("days", ""))
    version = get_object_or_404(PurposeVersion, purpose=slug, state=VersionState.IN_FORCE)
    if days is not None and request.POST.get("confirmed") != "1":
        gone = expiry.past(request.employee.owner, slug, days, clock.today())
        if gone:
            return _confirmation(request, version, days, gone)
    choices.keep_at_most(request.employee, slug, days)
    messages.success(request, _done(days))
    return redirect(reverse("employee:purpose", args=[slug]) + "#keep")


def _confirmation(
    request: EmployeeRequest, version: PurposeVersion, days: int, gone: int
) -> HttpResponse:
    words = {"n": gone, "days": _days(days)}
    goes = ngettext(
        "%(n)d episode that is older, now, and the keys that open older copies of it.",
        "%(n)d episodes that are older, now, and the keys that open older copies of them.",
        gone,
    )
    back = reverse("employee:purpose", args=[version.purpose_id]) + "#keep"
    context = {
        "title": _("Keep it for %(days)s at most?") % words,
        "goes": [goes % words],
        "stays": [_("What is newer. It goes on an earlier day than before.")],
        "other_way": _("If you want to take out single days or applications, delete them."),
        "other_url": reverse("employee:my_data"),
        "other_label": _("My data"),
        "action_url": reverse("employee:keep"),
        "fields": {"purpose": version.purpose_id, "days": str(days), "confirmed": "1"},
        "button": _("Keep %(days)s at most") % words,
        "back_url": back,
        "back_label": _("Leave it as it is"),
    }
    return render(request, "employee/confirm.html", context)


def _chosen(text: str) -> int | None:
    if text == AS_SAID:
        return None
    if not text.isdecimal() or len(text) > 4:
        raise NotOffered
    return int(text)


def _done(days: int | None) -> str:
    if days is None:
        return _(
            "What comes from now on is kept as long as the purpose says. "
            "What is there already keeps its day."
        )
    words = {"days": _days(days)}
    return _("It is kept for %(days)s at most. No day that you saw has moved back.") % words


def _lines(limits: Mapping[Kind, Limit]) -> tuple[RuleLine, ...]:
    kinds: dict[Limit, list[Kind]] = {}
    for kind, limit in limits.items():
        kinds.setdefault(limit, []).append(kind)
    return tuple(
        RuleLine(
            languages.first_capital(joined([languages.in_sentence(NAMES[kind]) for kind in same])),
            rule_sentence(limit),
        )
        for limit, same in kinds.items()
    )


def rule_sentence(limit: Limit) -> str:
    """Say for how long, and who says so."""
    words = {"days": _days(limit.days), "place": labels.place(limit.pack)}
    match limit.source:
        case Source.PERSON:
            return _("%(days)s, as you chose.") % words
        case Source.PACK if limit.pack == "product":
            return _("%(days)s: Sayso allows no longer.") % words
        case Source.PACK:
            return _("%(days)s: the rules for %(place)s allow no longer.") % words
    return _("%(days)s, as the purpose says.") % words


def _days(days: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
