"""Figures of the week in words: for the whole company, and episodes by masking policy."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.accountability import figures
from governance.accountability.figures import Dimension, Name
from pages import dates
from pages.compliance.words import DIMENSIONS

SHORT = 10
SPLITS = (Dimension.UNIT, Dimension.JURISDICTION, Dimension.PURPOSE)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure in words."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Split:
    """Figures by unit, by jurisdiction or by purpose."""

    title: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a week; empty before the first week was counted."""

    week: str
    whole: tuple[Line, ...]
    policies: tuple[Line, ...]
    split: tuple[Split, ...]


def of() -> Figures:
    """Return the newest figures."""
    views = figures.of()
    whole = [v for v in views if v.dimension == Dimension.NONE]
    policies = [v for v in views if (v.name, v.dimension) == (Name.EPISODES, Dimension.POLICY)]
    return Figures(
        week=figures.newest() or "",
        whole=tuple(Line(view.label, _value(view.value)) for view in whole),
        policies=tuple(Line(view.group[:SHORT], _value(view.value)) for view in policies),
        split=tuple(_split(by, views) for by in SPLITS),
    )


def _split(by: Dimension, views: list[figures.FigureView]) -> Split:
    found = [view for view in views if view.dimension == by]
    rows = tuple((view.group or _("None"), view.label, _value(view.value)) for view in found)
    return Split(str(DIMENSIONS[by]), rows)


def _value(value: int | None) -> str:
    if value is None:
        return _("Too few people in it, or outside of it, to show")
    return _("About %(n)s") % {"n": dates.number(value)}
