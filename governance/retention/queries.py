"""How the nightly work stands, and which rule is the shortest: no person, no small number."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from governance import clock
from governance.holdings import walk
from governance.purposes import queries as purposes
from governance.purposes.kinds import Kind
from governance.purposes.models import PurposeVersion
from governance.retention import rules
from governance.retention.models import RetentionRun
from governance.retention.rules import Limit

TWO_NIGHTS = timedelta(hours=50)
"""After so long without the end of a run, two nights have passed: a night's run may take an hour
more than that of the night before."""
SHOWN = 14


class State(StrEnum):
    """How the nightly work stands."""

    NEVER = "never"
    DONE = "done"
    LEFT = "left"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the nightly work stands.

    Attributes:
        overdue: whether something is still there whose day was yesterday or earlier.
        last: the newest run that ended.
    """

    state: State
    overdue: bool
    last: RetentionRun | None


@dataclass(frozen=True, slots=True)
class Rule:
    """For how long a kind of a purpose is kept, and who says so."""

    version: PurposeVersion
    kind: Kind
    limit: Limit


def standing() -> Standing:
    """Return how the nightly work stands."""
    last = RetentionRun.objects.exclude(ended_at=None).order_by("-ended_at").first()
    return Standing(_state(last), walk.overdue(clock.today()), last)


def runs() -> list[RetentionRun]:
    """Return the newest runs, the newest first."""
    return list(RetentionRun.objects.order_by("-begun_at")[:SHOWN])


def in_force() -> list[Rule]:
    """Return the rule for every kind of every purpose in force, whatever a person chose."""
    return [
        Rule(version, kind, limit)
        for version in purposes.in_force()
        for kind, limit in rules.limits(version.facts).items()
    ]


def _state(last: RetentionRun | None) -> State:
    if last is None or last.ended_at is None:
        first = RetentionRun.objects.order_by("begun_at").first()
        late = first is not None and first.begun_at < clock.now() - TWO_NIGHTS
        return State.LATE if late else State.NEVER
    if last.ended_at < clock.now() - TWO_NIGHTS:
        return State.LATE
    return State.LEFT if last.left else State.DONE
