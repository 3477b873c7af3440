"""Who looked at my data: every read by anyone but the person, also those that were refused."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from governance.audit import queries
from governance.audit.acts import Act, Outcome, Role
from governance.directory.closing import refuse_while_closed
from governance.reads.gate import MASK_REVIEW
from pages import dates
from pages.access import EmployeeRequest, employee_page
from pages.navigation import ROLE_NAMES

READS = frozenset({Act.DATA_READ, Act.DATA_SHOWN})


@dataclass(frozen=True, slots=True)
class Look:
    """One read, or one that was refused."""

    when: str
    who: str
    what_for: str
    refused: bool
    got: str


def of(owner: str) -> list[Look]:
    """Return the looks at a person's data, newest first."""
    return [_look(entry) for entry in queries.of(owner, READS) if not entry.by_self]


@employee_page
@require_safe
def looks(request: EmployeeRequest) -> HttpResponse:
    """Show who looked."""
    refuse_while_closed(request.employee)
    return render(request, "employee/looks.html", {"looks": of(request.employee.owner)})


def _look(entry: queries.OwnEntry) -> Look:
    return Look(
        when=dates.day(timezone.localdate(entry.at)),
        who=str(ROLE_NAMES.get(entry.role, _("Sayso"))) if entry.role != Role.SYSTEM else "Sayso",
        what_for=_what_for(entry),
        refused=entry.outcome == Outcome.REFUSED,
        got=_got(entry.details.get("count")),
    )


def _what_for(entry: queries.OwnEntry) -> str:
    if not entry.purpose:
        return _("No purpose was named")
    if entry.details.get("use") == MASK_REVIEW:
        return _("%(purpose)s: to check the masks") % {"purpose": entry.purpose}
    return entry.purpose


def _got(count: object) -> str:
    if not isinstance(count, int):
        return _("Some episodes")
    return ngettext("%(n)s episode", "%(n)s episodes", count) % {"n": dates.number(count)}
