"""Search of the log over the open parts alone.

What employees do, and what is one person's doing whoever wrote it, is not listed: a list of it
would tell when somebody allowed or withdrew. It is shown as totals of a day
(`governance.accountability.day_totals`).
"""

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Count, F, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Concat

from governance.audit.acts import ABOUT_ONE_PERSON, Act, Outcome, Role
from governance.audit.canonical import leaf_hash
from governance.audit.models import AuditEntry
from governance.audit.record import open_part

PAGE = 50
CHECKED = 200
FIRST, AT_ONCE = 100, 2000
"""Of an export: how many entries are read before the first line is sent, and then at a time."""
LISTED_SQL = "NOT (governance_auditentry.role = 'employee')"
REFUSED_SQL = "governance_auditentry.outcome = 'refused'"
"""Written out, since SQLite takes an index of some entries only for its very words."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: beyond this entry."""

    day: date
    entry: uuid.UUID


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; None or "" does not narrow."""

    since: date | None = None
    until: date | None = None
    role: Role | None = None
    act: Act | None = None
    outcome: Outcome | None = None
    purpose: str = ""

    def as_details(self) -> dict[str, object]:
        """Return what was asked for, for the entry of an export."""
        given = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: str(value) for name, value in given if value}


@dataclass(frozen=True, slots=True)
class Found:
    """A page of entries, the newest day first; `older` is where the next one begins."""

    entries: tuple[AuditEntry, ...]
    older: Place | None


@dataclass(frozen=True, slots=True)
class Check:
    """Whether the newest entries, of all roles, are what they were when they were written.

    How many there are is not said: with few entries, the number would show that somebody acted.

    Attributes:
        differing: how many leaf hashes, computed anew, differ from what is stored.
        last_day: the day of the newest listed entry; None where there is none.
    """

    differing: int
    last_day: date | None

    @property
    def whole(self) -> bool:
        """Whether none differs."""
        return self.differing == 0


def page(search: Search, before: Place | None = None, size: int = PAGE) -> Found:
    """Return a page of what fits, with two queries at most."""
    rows = _fitting(search).order_by("-day", "-pk")
    if before is not None:
        rows = rows.filter(TupleLessThan(_key(), (before.day, before.entry)))
    found = tuple(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Found(found[:size], Place(last.day, last.pk) if last else None)


def listed(entry: uuid.UUID) -> AuditEntry | None:
    """Return an entry that search lists; None for any other."""
    return _listed().filter(pk=entry).first()


def every(search: Search) -> Iterator[AuditEntry]:
    """Yield all that fits, the oldest day first, some thousand rows at a time, at first fewer."""
    after: Place | None = None
    most = FIRST
    while True:
        rows = _fitting(search).order_by("day", "pk")
        if after is not None:
            rows = rows.filter(TupleGreaterThan(_key(), (after.day, after.entry)))
        found = list(rows[:most])
        yield from found
        if len(found) < most:
            return
        after, most = Place(found[-1].day, found[-1].pk), AT_ONCE


def refused_by_month(acts: Collection[Act], months: int) -> list[tuple[date, int]]:
    """Return how often acts of staff were refused, month by month, the newest first."""
    rows = _listed().filter(_literal(REFUSED_SQL))
    rows = rows.alias(any_act=Concat(F("act"), Value(""))).filter(any_act__in=sorted(acts))
    counted: dict[date, int] = {}
    # By day, in the order of the index: SQLite would call Python for each row to find its month.
    for day, count in rows.values_list("day").annotate(count=Count("pk")).order_by("-day"):
        month = day.replace(day=1)
        if month not in counted and len(counted) == months:
            break
        counted[month] = counted.get(month, 0) + count
    return list(counted.items())


def check(newest: int = CHECKED) -> Check:
    """Compute the leaf hashes of the newest entries anew, of all roles, and compare them."""
    rows = AuditEntry.objects.order_by("-day", "-act")[:newest]
    return Check(
        differing=sum(not _as_written(row) for row in rows),
        last_day=_listed().order_by("-day").values_list("day", flat=True).first(),
    )


def _as_written(row: AuditEntry) -> bool:
    return leaf_hash(open_part(row), bytes(row.commitment)) == bytes(row.leaf)


def _key() -> Tuple:
    return Tuple(F("day"), F("pk"))


def _listed() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(_literal(LISTED_SQL)).exclude(act__in=sorted(ABOUT_ONE_PERSON))


def _fitting(search: Search) -> QuerySet[AuditEntry]:
    """Return what fits. Any choice of act, role and purpose has an index of its own, as refusals.

    Without them, two that are each frequent and never meet would be looked for to the first day.
    """
    if search.role == Role.EMPLOYEE or search.act in ABOUT_ONE_PERSON:
        return AuditEntry.objects.none()  # what is not listed: nothing has to be looked for
    rows, refused = _listed(), search.outcome == Outcome.REFUSED
    if refused:
        rows = rows.filter(_literal(REFUSED_SQL))
    elif search.outcome:
        rows = _without_index(rows, "outcome", search.outcome)
    for column in ("act", "role", "purpose"):
        if value := getattr(search, column):
            rows = (
                _without_index(rows, column, value) if refused else rows.filter(**{column: value})
            )
    if search.since:
        rows = rows.filter(day__gte=search.since)
    return rows.filter(day__lte=search.until) if search.until else rows


def _without_index(rows: QuerySet[AuditEntry], column: str, value: str) -> QuerySet[AuditEntry]:
    return rows.alias(**{f"any_{column}": Concat(F(column), Value(""))}).filter(
        **{f"any_{column}": value}
    )


def _literal(sql: str) -> RawSQL:
    return RawSQL(sql, (), output_field=BooleanField())  # noqa: S611 (no value is put into it)
