"""What changed between two versions, and which way each change goes for the people."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from governance.purposes import labels
from governance.purposes.facts import Facts, Hours
from governance.purposes.kinds import NAMES, Kind


class Direction(StrEnum):
    """Which way a change goes for the person."""

    WIDER = "wider"
    NARROWER = "narrower"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: before and after in words, what came and what went, and its effect."""

    field: str
    label: str
    before: str
    after: str
    direction: Direction
    effect: str


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a version in words; `parts` where it is a set."""

    field: str
    parts: tuple[str, ...]

    @property
    def label(self) -> str:
        """What the point is called."""
        return labels.of(self.field)

    @property
    def text(self) -> str:
        """The point in one line."""
        return _(", ").join(self.parts) or _("none")


EVERYTHING = tuple(name for name in labels.LABELS if name != "notices")
WIDER_WHEN_MORE = frozenset({"retention_days", "consent_months", "review_sample"})
NARROWER_WHEN_MORE = frozenset({"resting_days"})
SETS = frozenset({"kinds", "applications", "sites", "recipients", "jurisdictions", "dpv_purposes"})


def between(before: Facts | None, after: Facts) -> list[Change]:
    """Return the changes from the version in force, what reaches further first.

    Where nothing is in force, every point is new.
    """
    found = [_change(name, before, after) for name in EVERYTHING]
    changed = [change for change in found if change is not None]
    return sorted(changed, key=lambda change: list(Direction).index(change.direction))


def same(before: Facts | None, after: Facts) -> list[Point]:
    """Return the points that did not change."""
    if before is None:
        return []
    return [point(name, after) for name in EVERYTHING if _change(name, before, after) is None]


def point(name: str, facts: Facts) -> Point:
    """Return one point of a version in words."""
    return Point(name, _parts(name, facts))


def _change(name: str, before: Facts | None, after: Facts) -> Change | None:
    new = point(name, after)
    label = labels.of(name)
    if before is None:
        effect = _("New.")
        return Change(name, label, "", new.text, Direction.WIDER, effect) if new.parts else None
    old = point(name, before)
    if getattr(before, name) == getattr(after, name):
        return None
    direction = _direction(name, before, after)
    return Change(name, label, old.text, new.text, direction, _effect(direction))


def _direction(name: str, before: Facts, after: Facts) -> Direction:
    if name in SETS:
        return _more(
            _tokens(name, after) - _tokens(name, before),
            _tokens(name, before) - _tokens(name, after),
        )
    if name == "retention_by_kind":
        return _kept(before, after)
    if name in WIDER_WHEN_MORE | NARROWER_WHEN_MORE:
        grown = getattr(after, name) > getattr(before, name)
        return Direction.WIDER if grown == (name in WIDER_WHEN_MORE) else Direction.NARROWER
    if name == "hours" and before.hours.zone == after.hours.zone:
        old, new = _minutes(before.hours), _minutes(after.hours)
        return _more(new - old, old - new)
    return Direction.OTHER


def _kept(before: Facts, after: Facts) -> Direction:
    """Compare how long each kind that is named is kept: longer for one of them reaches further."""
    named = {*before.retention_by_kind, *after.retention_by_kind}
    stays = [kind for kind in after.kinds if kind in before.kinds and kind in named]
    pairs = [(before.kept_days(kind), after.kept_days(kind)) for kind in stays]
    return _more(
        [new for old, new in pairs if new > old],
        [new for old, new in pairs if new < old],
    )


def _more(added: Collection[object], gone: Collection[object]) -> Direction:
    """Whatever adds something reaches further, also where something else goes."""
    if added:
        return Direction.WIDER
    return Direction.NARROWER if gone else Direction.OTHER


def _effect(direction: Direction) -> str:
    match direction:
        case Direction.WIDER:
            return _("Reaches further. No earlier consent covers it.")
        case Direction.NARROWER:
            return _("Reaches less far.")
    return _("Read both.")


def _tokens(name: str, facts: Facts) -> set[object]:
    if name == "applications":
        return {
            (one.name, one.wm_class, file, one.frame_suffix)
            for one in facts.applications
            for file in one.executables
        }
    return set(getattr(facts, name))


def _parts(name: str, facts: Facts) -> tuple[str, ...]:
    if name in _WORDS:
        return _WORDS[name](facts)
    value = getattr(facts, name)
    return (value,) if isinstance(value, str) else tuple(value)


def _applications(facts: Facts) -> tuple[str, ...]:
    return tuple(
        f"{one.name} ({one.wm_class}: {' '.join(one.executables)})" for one in facts.applications
    )


def _days(days: int) -> tuple[str, ...]:
    return (ngettext("%(n)d day", "%(n)d days", days) % {"n": days},)


def _by_kind(kept: Mapping[Kind, int]) -> tuple[str, ...]:
    return tuple(
        _("%(kind)s: %(days)s") % {"kind": NAMES[kind], "days": _days(kept[kind])[0]}
        for kind in Kind
        if kind in kept
    )


def _months(months: int) -> tuple[str, ...]:
    return (ngettext("%(n)d month", "%(n)d months", months) % {"n": months},)


def _sample(sample: int) -> tuple[str, ...]:
    if not sample:
        return ()
    return (
        ngettext("%(n)d episode a quarter", "%(n)d episodes a quarter", sample) % {"n": sample},
    )


_WORDS: dict[str, Callable[[Facts], tuple[str, ...]]] = {
    "kinds": lambda facts: tuple(str(NAMES[kind]) for kind in facts.kinds),
    "applications": _applications,
    "hours": lambda facts: (hours(facts.hours),),
    "retention_days": lambda facts: _days(facts.retention_days),
    "retention_by_kind": lambda facts: _by_kind(facts.retention_by_kind),
    "resting_days": lambda facts: _days(facts.resting_days),
    "consent_months": lambda facts: _months(facts.consent_months),
    "review_sample": lambda facts: _sample(facts.review_sample),
    "assessment": lambda facts: (
        formats.date_format(facts.assessment.day, pgettext("date format", "j F Y")),
        facts.assessment.residual_risk,
    ),
    "jurisdictions": lambda facts: tuple(labels.place(code) for code in facts.jurisdictions),
    "dpv_purposes": lambda facts: tuple(labels.term(name) for name in facts.dpv_purposes),
    "legal_basis": lambda facts: (labels.basis(facts.legal_basis),),
}


def hours(value: Hours) -> str:
    """Write hours out."""
    days = tuple(sorted(set(value.days)))
    if days == (1, 2, 3, 4, 5):
        named = _("workdays")
    elif days == tuple(range(1, 8)):
        named = _("every day")
    else:
        names = (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))
        named = " ".join(names[day - 1] for day in days)
    words = {"days": named, "start": value.start, "end": value.end, "zone": value.zone}
    return _("%(days)s, %(start)s to %(end)s (%(zone)s)") % words


def _minutes(value: Hours) -> set[tuple[int, int]]:
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in (value.start, value.end))
    return {(day, minute) for day in value.days for minute in range(start, end)}
