"""On which day each kind of data goes: of all rules that speak of it, the shortest wins.

Rules come from the policy packs of the purpose's jurisdictions and of the person's own, from the
version of the purpose, and from the person. A day that was reckoned once is kept with the data:
later rules can only make it earlier.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from governance.audit.canonical import canonical
from governance.packs.load import codes, pack
from governance.purposes.facts import Facts
from governance.purposes.kinds import Kind


class Source(StrEnum):
    """Who says how long something may be kept."""

    PACK = "pack"
    PURPOSE = "purpose"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Limit:
    """For how many days a kind is kept, counted from the day of capture, and who says so.

    Attributes:
        pack: code of the policy pack that says so; "" where no pack does.
    """

    days: int
    source: Source
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an episode.

    Attributes:
        rests_until: last day on which its owner alone reads it.
        goes: for each kind of the purpose the day on which it is deleted.
    """

    rests_until: date
    goes: Mapping[Kind, date]


def limits(
    facts: Facts, jurisdictions: Iterable[str] = (), chosen: int | None = None
) -> dict[Kind, Limit]:
    """Return the shortest rule for each kind of a purpose.

    Where two are equally short, the purpose is named before a pack, and a pack before the person.

    Args:
        facts: the version of the purpose.
        jurisdictions: more of them than the purpose names, such as the person's own.
        chosen: days that the person chose for this purpose; None for no choice.
    """
    places = sorted({*facts.jurisdictions, *jurisdictions} - {""})
    return {kind: min(_rules(facts, kind, places, chosen), key=_days) for kind in facts.kinds}


def days_of(facts: Facts, day: date, today: date, kept: Mapping[Kind, Limit]) -> Days:
    """Return the days of an episode of `day` that is stored today.

    A device can name no day in the future to keep something longer; its rest is counted from
    the day of storing, since its owner sees it only from then on. Without a rest, the last day
    of it was yesterday.
    """
    captured = min(day, today)
    return Days(
        rests_until=today + timedelta(days=facts.resting_days or -1),
        goes={kind: captured + timedelta(days=limit.days) for kind, limit in kept.items()},
    )


def edition() -> str:
    """Return a hash of what all policy packs say of captured data, hexadecimal."""
    said: dict[str, object] = {
        code: pack(code).captured.model_dump(mode="json") for code in codes()
    }
    return hashlib.sha256(canonical(said)).hexdigest()


def _rules(facts: Facts, kind: Kind, places: list[str], chosen: int | None) -> list[Limit]:
    found = [Limit(facts.kept_days(kind), Source.PURPOSE)]
    for code in places:
        bound = pack(code)
        if said := bound.captured.of(kind):
            name, days = said
            found.append(Limit(days, Source.PACK, bound.origin[f"captured.{name}"]))
    if chosen is not None:
        found.append(Limit(chosen, Source.PERSON))
    return found


def _days(limit: Limit) -> int:
    return limit.days
