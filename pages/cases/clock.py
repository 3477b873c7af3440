"""The term of a request: how many days are left, and why it ends on that day."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import clock
from governance.packs import terms
from governance.packs.load import pack
from governance.rights.models import RightsRequest, State
from governance.rights.moves import ENDED
from governance.rights.reasons import QUESTION
from pages import dates
from pages.cases import words

HEIGHT = 30
STEP = 20
EDGE = 6
MOST_TICKS = 130


@dataclass(frozen=True, slots=True)
class Tick:
    """One day of the ruler: where it stands, from where down, and its look."""

    x: int
    top: int
    look: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """The days of a term from the first to the last."""

    width: int
    title: str
    begins: str
    ends: str
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Why a request is due on a day, in sentences."""

    due: str
    left: str
    late: bool
    rule: str
    moved: str
    stood: str
    reviewed: str


def left(request: RightsRequest) -> str:
    """Say how many days are left, or how late it is; of a closed request when it was answered."""
    if request.closed_on:
        return _("Closed on %(day)s") % {"day": dates.day(request.closed_on)}
    if request.stopped_since:
        return _("Stopped since %(day)s") % {"day": dates.day(request.stopped_since)}
    days = (request.due - clock.today()).days
    if days == 0:
        return _("Due today")
    if days < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def is_late(request: RightsRequest) -> bool:
    """Tell whether an answer is overdue."""
    return request.state not in ENDED and request.due < clock.today()


def why(request: RightsRequest) -> Why:
    """Say why a request is due on its day."""
    due = terms.stored(request.due, request.rule)
    moved = ""
    if due.rolled_from:
        moved = _("%(free)s is no working day, so it moves to %(day)s.") % {
            "free": dates.weekday(due.rolled_from),
            "day": dates.weekday(due.day),
        }
    stood = int(str(request.rule.get("stood_days", 0)))
    return Why(
        due=dates.day(request.due),
        left=left(request),
        late=is_late(request),
        rule=_("Received on %(day)s. %(rule)s.")
        % {"day": dates.day(request.received_at.date()), "rule": due.rule},
        moved=moved,
        stood=ngettext(
            "The term stood still for %(n)d day.", "The term stood still for %(n)d days.", stood
        )
        % {"n": stood}
        if stood
        else "",
        reviewed=_reviewed(due),
    )


def ruler(request: RightsRequest) -> Ruler | None:
    """Return the days of a term, one tick each; None where it is closed or too long to draw."""
    first, today = request.received_at.date(), clock.today()
    days = (request.due - first).days
    if request.closed_on or not 0 < days <= MOST_TICKS:
        return None
    now = (today - first).days
    law = terms.stored(request.due, request.rule).pack
    ticks = tuple(
        Tick(EDGE + STEP * n, 2 if n in (now, days) else 10, _look(n, now, days, law, request))
        for n in range(days + 1)
    )
    said = {"first": dates.day(first), "last": dates.day(request.due), "left": left(request)}
    return Ruler(
        width=2 * EDGE + STEP * days,
        title=_("Days from %(first)s to %(last)s. %(left)s.") % said,
        begins=dates.day_and_month(first),
        ends=dates.day_and_month(request.due),
        ticks=ticks,
    )


def day_of(request: RightsRequest) -> str:
    """Say which day of the term today is."""
    first = request.received_at.date()
    now, days = (clock.today() - first).days, (request.due - first).days
    if request.closed_on or not 0 < now <= days:
        return ""
    return _("Today is day %(n)d of %(all)d") % {"n": now, "all": days}


def effect(request: RightsRequest, move: str) -> str:
    """Say what a step does to the term, where it does something."""
    if move == "extend":
        longer = terms.extended(request.jurisdiction, request.received_at.date(), request.due)
        said = {"due": dates.day(request.due), "day": dates.day(longer.day)}
        return _("It is due on %(due)s. Extended it would be due on %(day)s.") % said
    if move != "ask_person":
        return ""
    stops = [
        str(QUESTION[code]) for code in QUESTION if terms.stands_for(request.jurisdiction, code)
    ]
    if not stops:
        return _("Under these rules the term goes on while you wait for the answer.")
    return _("Under these rules the term stands still only for this reason: %(reasons)s.") % {
        "reasons": ", ".join(stops)
    }


def is_over(request: RightsRequest) -> bool:
    """Tell whether a request has its answer."""
    return State(request.state) in ENDED


def _look(n: int, now: int, days: int, law: str, request: RightsRequest) -> str:
    if n == now:
        return "now"
    if n == days:
        return "end"
    if n < now:
        return "past"
    day = request.received_at.date() + n * terms.DAY
    return "" if terms.is_working_day(pack(law).clock.holidays, day) else "off"


def _reviewed(due: terms.Due) -> str:
    law = words.jurisdiction(due.pack)
    if not due.reviewed_by or due.reviewed_on is None:
        return _("Rules of: %(law)s. Nobody who knows the law has reviewed them yet.") % {
            "law": law
        }
    values = {"law": law, "by": due.reviewed_by, "day": dates.day(due.reviewed_on)}
    return _("Rules of: %(law)s. Reviewed by %(by)s on %(day)s.") % values
