"""Figures of the week in words: for the whole company, and episodes by masking policy."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.accountability import figures
from governance.accountability.figures import Dimension, Name
from pages import dates

SHORT = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A figure in words."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a week; empty before the first week was counted."""

    week: str
    whole: tuple[Line, ...]
    policies: tuple[Line, ...]


def of() -> Figures:
    """Return the newest figures."""
    views = figures.of()
    whole = [v for v in views if v.dimension == Dimension.NONE]
    policies = [v for v in views if (v.name, v.dimension) == (Name.EPISODES, Dimension.POLICY)]
    return Figures(
        week=figures.newest() or "",
        whole=tuple(Line(view.label, _value(view.value)) for view in whole),
        policies=tuple(Line(view.group[:SHORT], _value(view.value)) for view in policies),
    )


def _value(value: int | None) -> str:
    if value is None:
        return _("Too few people in it, or outside of it, to show")
    return _("About %(n)s") % {"n": dates.number(value)}
