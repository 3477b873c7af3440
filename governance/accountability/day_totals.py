"""How many people did something on a day that has passed: ten or more, in tens, kept for good.

They stand in search and export of the log in the place of what single people did. A total is made
once; what is erased later, with the names in it, does not change it.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from governance import clock
from governance.accountability.models import DayTotal
from governance.accountability.rounding import hidden, rounded, secret_of
from governance.audit.acts import ABOUT_ONE_PERSON, Act, Role
from governance.audit.models import AuditClosed, AuditEntry
from governance.directory import invented
from governance.directory.models import Employee

BACK = 7
"""So many days are looked at each night, so that a night without a worker loses none."""
PAGE = 50
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Total:
    """About so many people did this on that day."""

    day: date
    act: Act
    people: int


def make(days: int = BACK) -> int:
    """Make the totals of the last days that have passed; return how many are new."""
    today = clock.today()
    passed = [today - timedelta(days=n) for n in range(1, days + 1)]
    known = set(DayTotal.objects.filter(day__in=passed).values_list("day", flat=True).distinct())
    fresh = [total for day in passed if day not in known for total in _of_day(day)]
    DayTotal.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def of(
    since: date | None = None, until: date | None = None, act: Act | None = None, most: int = PAGE
) -> list[Total]:
    """Return totals, the newest day first."""
    wanted = Q()
    if since:
        wanted &= Q(day__gte=since)
    if until:
        wanted &= Q(day__lte=until)
    if act:
        wanted &= Q(act=act)
    rows = DayTotal.objects.filter(wanted).order_by("-day", "act")[:most]
    return [Total(row.day, Act(row.act), row.people) for row in rows]


def _of_day(day: date) -> list[DayTotal]:
    everyone = Employee.objects.count()
    of_people = Q(role=Role.EMPLOYEE) | Q(act__in=sorted(ABOUT_ONE_PERSON))
    entries = dict(AuditEntry.objects.filter(of_people, day=day).values_list("pk", "act"))
    people: defaultdict[str, set[str]] = defaultdict(set)
    nobody = invented.owner()
    for entry, owner in _owners(list(entries)):
        if owner != nobody:
            people[entries[entry]].add(owner)
    return [
        DayTotal(day=day, act=act, people=_shown(len(found), day, act))
        for act, found in sorted(people.items())
        if not hidden(len(found), everyone - len(found))
    ]


def _shown(people: int, day: date, act: str) -> int:
    return rounded(people, None, secret_of("day", day.isoformat(), act))


def _owners(entries: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    found: list[tuple[uuid.UUID, str]] = []
    for start in range(0, len(entries), _CHUNK):
        chosen = AuditClosed.objects.filter(entry__in=entries[start : start + _CHUNK])
        found += chosen.values_list("entry", "owner")
    return found
