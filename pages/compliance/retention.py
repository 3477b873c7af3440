"""Retention: whether each night's run has ended, and for how long each kind is kept."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from governance.audit.acts import Role
from governance.purposes import labels
from governance.purposes.kinds import NAMES
from governance.retention import queries
from governance.retention.models import RetentionRun
from governance.retention.queries import Rule, Standing, State
from governance.retention.rules import Source
from pages import dates
from pages.access import StaffRequest, staff_page


@dataclass(frozen=True, slots=True)
class Now:
    """How the nightly work stands, in words; `late` where somebody has to look after it."""

    sentence: str
    last: str
    overdue: str
    late: bool


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run; it says nothing of what went."""

    begun: str
    ended: str
    whole: str
    late: bool


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One kind of a purpose: for how long it is kept at most, and who says so."""

    purpose: str
    language: str
    version: int
    kind: str
    days: str
    source: str


@staff_page(Role.COMPLIANCE)
@require_safe
def retention(request: StaffRequest) -> HttpResponse:
    """Show the runs and the rules; no number of what went, and nothing of what a person chose."""
    context = {
        "now": now(),
        "runs": [_run(row) for row in queries.runs()],
        "rules": [_rule(rule) for rule in queries.in_force()],
        "shown": queries.SHOWN,
    }
    return render(request, "compliance/retention.html", context)


def now() -> Now:
    """Return how the nightly work stands."""
    standing = queries.standing()
    last = standing.last
    return Now(
        sentence=_sentence(standing),
        last=dates.moment(last.ended_at) if last and last.ended_at else _("None yet"),
        overdue=_("Yes: something is there whose day has passed")
        if standing.overdue
        else _("No: nothing is there whose day has passed"),
        late=standing.overdue or standing.state in (State.LATE, State.LEFT),
    )


def _sentence(standing: Standing) -> str:
    match standing.state:
        case State.LATE:
            return _("No run of the nightly erasure has ended for two nights.")
        case State.LEFT:
            return _("The last run could not erase all that had reached its day.")
        case State.NEVER:
            return _("The nightly erasure has not run yet.")
    if standing.overdue:
        return _("Something is still kept whose day has passed.")
    return _("What had reached its day is erased.")


def _run(row: RetentionRun) -> RunLine:
    if row.ended_at is None:
        ended, whole = _("Not yet"), _("Goes on in the next run")
    else:
        ended = dates.moment(row.ended_at)
        whole = _("No, tried again in the next run") if row.left else _("Yes")
    return RunLine(dates.moment(row.begun_at), ended, whole, row.left)


def _rule(rule: Rule) -> RuleLine:
    language, notice = rule.version.facts.notice("en")
    days = rule.limit.days
    return RuleLine(
        purpose=notice.name,
        language=language,
        version=rule.version.number,
        kind=str(NAMES[rule.kind]),
        days=ngettext("%(n)d day", "%(n)d days", days) % {"n": days},
        source=_source(rule),
    )


def _source(rule: Rule) -> str:
    if rule.limit.source != Source.PACK:
        return _("The purpose")
    if rule.limit.pack == "product":
        return _("Sayso itself")
    return _("Policy pack of %(place)s") % {"place": labels.place(rule.limit.pack)}
