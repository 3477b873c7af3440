"""Figures: the one function from which come all numbers about people that others see.

Made once a week and kept. One dimension from a fixed list; ten people or more in the group and
outside of it; people in steps of ten, data in two digits. Within a week nothing that a person does
changes a byte of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.accountability import measures
from governance.accountability.measures import (
    DIMENSIONS,
    NAMES,
    OF_EVERYBODY,
    OF_PEOPLE,
    Dimension,
    Name,
)
from governance.accountability.models import Figure
from governance.accountability.rounding import hidden, rounded, secret_of
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from governance.purposes.models import Purpose

__all__ = ["DIMENSIONS", "NAMES", "Dimension", "FigureView", "Name", "make", "newest", "of"]

WHOLE: Promise = _("The whole company")


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure as others see it; `value` is None where too few people stand behind it."""

    name: Name
    label: str
    dimension: Dimension
    group: str
    value: int | None


@dataclass(frozen=True, slots=True)
class _Tally:
    people: int
    count: int


Population = Mapping[str, measures.Place]


@transaction.atomic
def make(week: str | None = None) -> bool:
    """Make the figures of a week and keep them; tell whether they are new.

    Args:
        week: such as `2026-W48`; None for the week of today.
    """
    week = week or clock.week_of(clock.today())
    if Figure.objects.filter(week=week).exists():
        return False
    everyone, before = measures.population(), _before(week)
    made = [
        figure
        for name in Name
        if name != Name.IN_TIME
        for figure in _of_name(week, name, everyone, before)
    ]
    Figure.objects.bulk_create([*made, _in_time(week)], ignore_conflicts=True)
    record(Act.FIGURES_MADE, SYSTEM, About(details={"week": week}))
    return True


def newest() -> str | None:
    """Return the newest week for which figures were made."""
    return Figure.objects.order_by("-week").values_list("week", flat=True).first()


def of(week: str | None = None) -> list[FigureView]:
    """Return the figures of a week, or of the newest one; for staff alone.

    Employees get none: nobody is told how many others agreed.
    """
    chosen = week or newest()
    order = {name: place for place, name in enumerate(Name)}
    rows = Figure.objects.filter(week=chosen, name__in=list(Name)).order_by("dimension", "group")
    views = [
        FigureView(
            name=Name(row.name),
            label=str(NAMES[Name(row.name)]),
            dimension=Dimension(row.dimension),
            group=row.group,
            value=row.value,
        )
        for row in rows
    ]
    return sorted(views, key=lambda view: order[view.name])


def _before(week: str) -> dict[tuple[str, str, str], int]:
    last = Figure.objects.filter(week__lt=week).order_by("-week").values_list("week").first()
    rows = Figure.objects.filter(week=last[0], value__isnull=False) if last else []
    return {(row.name, row.dimension, row.group): row.value or 0 for row in rows}


def _of_name(
    week: str, name: Name, everyone: Population, before: Mapping[tuple[str, str, str], int]
) -> Iterator[Figure]:
    rows = [row for row in measures.rows(name) if row.owner in everyone]
    secret = secret_of(week, name)  # one for all groups, so that equal counts read the same
    for dimension in DIMENSIONS[name]:
        for group, tally in _tallies(rows, dimension, everyone):
            count = tally.people if name in OF_PEOPLE else tally.count
            kept = before.get((name, dimension, group))
            few = hidden(tally.people, _outside(name, dimension, tally, group, everyone))
            if few and dimension == Dimension.POLICY:
                continue  # that the group is there at all would be one person's doing
            value = None if few else rounded(count, kept, secret)
            yield Figure(week=week, name=name, dimension=dimension, group=group, value=value)


def _in_time(week: str) -> Figure:
    """Return the share of requests in tens of a hundred; a request is one person's."""
    answered, in_time = measures.in_time()
    value = None if hidden(answered, None) else 10 * round(10 * in_time / answered)
    return Figure(week=week, name=Name.IN_TIME, value=value)


def _tallies(
    rows: Iterable[measures.Row], dimension: Dimension, everyone: Population
) -> Iterator[tuple[str, _Tally]]:
    people: dict[str, set[str]] = {group: set() for group in _places(dimension, everyone)}
    counts: dict[str, int] = dict.fromkeys(people, 0)
    for row in rows:
        group = _group(row, dimension, everyone)
        people.setdefault(group, set()).add(row.owner)
        counts[group] = counts.get(group, 0) + row.count
    for group in sorted(people):
        yield group, _Tally(len(people[group]), counts[group])


def _group(row: measures.Row, dimension: Dimension, everyone: Population) -> str:
    place = everyone[row.owner]
    return {
        Dimension.NONE: "",
        Dimension.UNIT: place.unit,
        Dimension.JURISDICTION: place.jurisdiction,
        Dimension.PURPOSE: row.purpose,
        Dimension.POLICY: row.policy,
    }[dimension]


def _places(dimension: Dimension, everyone: Population) -> set[str]:
    """Return the groups that stand there whether or not anything is counted in them."""
    if dimension == Dimension.UNIT:
        return {place.unit for place in everyone.values()}
    if dimension == Dimension.JURISDICTION:
        return {place.jurisdiction for place in everyone.values()}
    if dimension == Dimension.PURPOSE:
        return set(Purpose.objects.values_list("pk", flat=True))
    return {""} if dimension == Dimension.NONE else set()


def _outside(
    name: Name, dimension: Dimension, tally: _Tally, group: str, everyone: Population
) -> int | None:
    """Return how many are not counted: of the group for what people chose, else of all."""
    if name in OF_EVERYBODY:
        return None if dimension == Dimension.NONE else len(everyone) - tally.people
    return _size(dimension, group, everyone) - tally.people


def _size(dimension: Dimension, group: str, everyone: Population) -> int:
    if dimension == Dimension.UNIT:
        return sum(place.unit == group for place in everyone.values())
    if dimension == Dimension.JURISDICTION:
        return sum(place.jurisdiction == group for place in everyone.values())
    return len(everyone)
