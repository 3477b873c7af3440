"""The term of a request stands still for a question, goes on and is extended, as its law says."""

from datetime import timedelta

from governance import clock
from governance.packs import terms
from governance.rights.errors import CannotExtend, TooLate
from governance.rights.models import RequestStep, RightsRequest, State


def stand_still(locked: RightsRequest, reason: str) -> None:
    """Stop the clock for a question, where the law says so."""
    if terms.stands_for(locked.jurisdiction, reason):
        locked.stopped_since = clock.today()


def go_on(locked: RightsRequest, _reason: str) -> None:
    """Go back to where the question was asked, and add the days on which the term stood."""
    asked = locked.steps.filter(move="ask_person").order_by("-at").first()
    locked.state = _before(locked, asked)
    if locked.stopped_since is None:
        return
    stood = clock.today() - locked.stopped_since
    due = terms.moved(locked.jurisdiction, terms.stored(locked.due, locked.rule), stood)
    total = _stood(locked) + stood
    locked.due, locked.rule = due.day, {**due.as_rule(), "stood_days": total.days}
    locked.stopped_since = None


def _stood(locked: RightsRequest) -> timedelta:
    """Return for how long the term has stood still so far."""
    return timedelta(days=int(locked.rule.get("stood_days", 0)))


def _before(locked: RightsRequest, asked: RequestStep | None) -> State:
    """Return the state in which the question was asked."""
    earlier = locked.steps.exclude(state=State.NEEDS_INFO).order_by("-at")
    if asked is not None:
        earlier = earlier.filter(at__lte=asked.at)
    found = earlier.first()
    return State(found.state) if found else State.RECEIVED


def extend(locked: RightsRequest, _reason: str) -> None:
    """Take the longer term.

    Raises:
        CannotExtend, TooLate: the law knows none, it was extended already, or it has ended.
    """
    if refusal := refused_extension(locked):
        raise refusal
    received, code = locked.received_at.date(), locked.jurisdiction
    longer = terms.extended(code, received, terms.due(code, received).day)
    due = terms.moved(code, longer, _stood(locked))
    locked.due, locked.extended = due.day, True
    locked.rule = {**due.as_rule(), "stood_days": _stood(locked).days}


def refused_extension(locked: RightsRequest) -> CannotExtend | TooLate | None:
    """Return why a term cannot be extended; None where it can."""
    if locked.extended or not terms.can_extend(locked.jurisdiction):
        return CannotExtend()
    return TooLate() if locked.due < clock.today() else None
