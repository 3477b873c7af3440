"""What is counted for figures: a fixed list. A floor above adds how it counts its own part."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import Count, F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.audit.models import AuditClosed
from governance.consent.fence import standing_of
from governance.consent.models import IN_FORCE, Consent
from governance.devices.models import Device
from governance.directory.models import Employee
from governance.keys import owners
from governance.rights.models import RightsRequest, State

YEAR = timedelta(days=365)


class Dimension(StrEnum):
    """By what a figure may be split: one at a time, and nothing else."""

    NONE = ""
    UNIT = "unit"
    JURISDICTION = "jurisdiction"
    PURPOSE = "purpose"
    POLICY = "policy"


class Name(StrEnum):
    """What a figure may be about."""

    PEOPLE = "people"
    TAKING_PART = "taking-part"
    COMPUTERS = "computers"
    EPISODES = "episodes"
    LOG_ENTRIES = "log-entries"
    IN_TIME = "requests-in-time"


NAMES: dict[Name, Promise] = {
    Name.PEOPLE: _("People in the directory"),
    Name.TAKING_PART: _("People who allow something"),
    Name.COMPUTERS: _("Enrolled computers"),
    Name.EPISODES: _("Episodes kept"),
    Name.LOG_ENTRIES: _("Entries of the log about people"),
    Name.IN_TIME: _("Requests answered in time in 12 months, in percent"),
}
DIMENSIONS: dict[Name, tuple[Dimension, ...]] = {
    Name.PEOPLE: (Dimension.NONE, Dimension.UNIT, Dimension.JURISDICTION),
    Name.TAKING_PART: (
        Dimension.NONE,
        Dimension.UNIT,
        Dimension.JURISDICTION,
        Dimension.PURPOSE,
    ),
    Name.COMPUTERS: (Dimension.NONE, Dimension.JURISDICTION),
    Name.EPISODES: (Dimension.NONE, Dimension.JURISDICTION, Dimension.PURPOSE, Dimension.POLICY),
    Name.LOG_ENTRIES: (Dimension.NONE,),
    Name.IN_TIME: (Dimension.NONE,),
}
OF_PEOPLE = frozenset({Name.PEOPLE, Name.TAKING_PART})
"""These count people, the others count data of people."""

OF_EVERYBODY = frozenset({Name.PEOPLE, Name.LOG_ENTRIES})
"""Everybody counts in these, whatever they chose."""


@dataclass(frozen=True, slots=True)
class Row:
    """So much of one person; it never leaves `figures.make`."""

    owner: str
    count: int = 1
    purpose: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody in the directory belongs."""

    unit: str
    jurisdiction: str


Counter = Callable[[], Iterable[Row]]
_counters: dict[Name, Counter] = {}


def register(name: Name, counter: Counter) -> None:
    """Say how something is counted; a second time replaces the first."""
    _counters[name] = counter


def rows(name: Name) -> list[Row]:
    """Count something, person by person; nothing where no floor counts it."""
    counter = _counters.get(name)
    return list(counter()) if counter else []


def population() -> dict[str, Place]:
    """Return everybody in the directory, leavers too, by owner."""
    found = Employee.objects.values_list("pk", "unit__name", "jurisdiction")
    return {owners.owner_of(pk): Place(unit or "", code) for pk, unit, code in found.iterator()}


def in_time() -> tuple[int, int]:
    """Return how many requests were answered in the last twelve months, and how many in time."""
    since = clock.today() - YEAR
    rows = RightsRequest.objects.filter(closed_on__gte=since).exclude(state=State.TAKEN_BACK)
    return rows.count(), rows.filter(closed_on__lte=F("due")).count()


def _people() -> Iterator[Row]:
    return (Row(owner) for owner in population())


def _taking_part() -> Iterator[Row]:
    for consent in Consent.objects.filter(decision__in=IN_FORCE).iterator():
        if standing_of(consent) is not None:
            yield Row(consent.owner, purpose=consent.purpose)


def _computers() -> Iterator[Row]:
    return (
        Row(owner)
        for owner in Device.objects.filter(revoked=False).values_list("owner", flat=True).iterator()
    )


def _log_entries() -> Iterator[Row]:
    rows = AuditClosed.objects.order_by().values_list("owner").annotate(n=Count("pk"))
    return (Row(owner, count) for owner, count in rows.iterator())


register(Name.PEOPLE, _people)
register(Name.TAKING_PART, _taking_part)
register(Name.COMPUTERS, _computers)
register(Name.LOG_ENTRIES, _log_entries)
