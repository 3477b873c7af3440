"""What goes into a release: fixed before it is built, and kept with it."""

from dataclasses import dataclass
from datetime import date, timedelta

from governance import clock
from governance.packs.load import pack
from governance.purposes import queries as purposes
from governance.purposes.facts import Facts
from governance.purposes.kinds import Kind
from governance.purposes.models import PurposeVersion
from governance.stops import stop
from training.releases.errors import NotBuildable, Suspended

PEOPLE = 5
"""So many people at least share each screen of a release."""
LONGEST = 90
USUAL = 30


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is chosen.

    Attributes:
        use: what it is built for, a DPV term that the purpose names.
        kinds: which of the purpose's kinds of data go in.
        ends_on: by this day every copy is gone; episodes that are erased before are left out.
    """

    purpose: str
    version: int
    use: str
    kinds: frozenset[Kind]
    ends_on: date

    def as_json(self) -> dict[str, object]:
        """Return it for the row and the manifest."""
        return {
            "use": self.use,
            "kinds": sorted(self.kinds),
            "people_per_screen": PEOPLE,
            "ends_on": self.ends_on.isoformat(),
            "times": "none",
            "order": "shuffled across people",
        }


@dataclass(frozen=True, slots=True)
class Choices:
    """What a purpose in force allows to choose; `longest` and `usual` are days."""

    version: PurposeVersion
    facts: Facts
    uses: tuple[str, ...]
    longest: date
    usual: date


def choices(version: PurposeVersion) -> Choices:
    """Return what can be chosen for a version in force."""
    facts = version.facts
    forbidden = {term for code in facts.jurisdictions for term in pack(code).forbidden_uses}
    days = max(1, min(LONGEST, facts.retention_days - facts.resting_days - 1))
    today = clock.today()
    return Choices(
        version=version,
        facts=facts,
        uses=tuple(use for use in facts.dpv_purposes if use not in forbidden),
        longest=today + timedelta(days=days),
        usual=today + timedelta(days=max(1, min(USUAL, days // 2))),
    )


def of(purpose: str, use: str, kinds: frozenset[Kind], ends_on: date) -> Recipe:
    """Return a recipe that the purpose in force allows.

    Raises:
        NotBuildable: another purpose, use, kind or day.
        Suspended: nothing is read for this purpose now.
    """
    version = purposes.of(purpose)
    if version is None or not kinds:
        raise NotBuildable
    found = choices(version)
    in_time = clock.today() < ends_on <= found.longest
    if use not in found.uses or not kinds <= set(found.facts.kinds) or not in_time:
        raise NotBuildable
    refuse_while_suspended(purpose)
    return Recipe(purpose, version.number, use, kinds, ends_on)


def from_row(purpose: str, version: int, stored: dict[str, object]) -> Recipe:
    """Read the recipe of a release."""
    kinds = stored["kinds"]
    listed = kinds if isinstance(kinds, list) else []
    return Recipe(
        purpose,
        version,
        str(stored["use"]),
        frozenset(Kind(kind) for kind in listed),
        date.fromisoformat(str(stored["ends_on"])),
    )


def refuse_while_suspended(purpose: str) -> None:
    """Refuse while everything is stopped or the purpose is suspended for everybody.

    Raises:
        Suspended: it is so.
    """
    if stop.active() or purposes.stopped_for(purpose, None):
        raise Suspended
