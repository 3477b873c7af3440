"""Chooses rows: what the recipe asks for, on screens that enough people share.

A screen is the application, the site and the title of the window after redaction, without its
numbers, masks and letter case. Where a recipe takes no titles, it is application and site.
"""

import json
import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from governance import clock
from governance.consent.fence import Standing
from training.body import Body
from training.models import Episode
from training.outlet import Readable, Reading
from training.releases.recipe import PEOPLE, Recipe

Screen = tuple[str, str, str]
_MASK = re.compile(r"<([A-Z][A-Z_]{1,19})_\d{1,3}>")
_DIGITS = re.compile(r"\d+")
HIDDEN_BELOW = 50


class Why(StrEnum):
    """Why an episode is left out."""

    RESTING = "resting"
    ENDS = "ends_before"
    KINDS = "other_kinds"
    FEW = "few_people"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a release: `episode` is what it came from, `id` is new.

    `line` is what is written, as JSON, since it is a tenth of the size of a body in memory.
    """

    id: uuid.UUID
    episode: uuid.UUID
    owner: str
    policy_id: str
    screens: frozenset[Screen]
    line: bytes

    def record(self) -> dict[str, object]:
        """Return what is written as a record."""
        found: dict[str, object] = json.loads(self.line)
        return found


@dataclass(frozen=True, slots=True)
class Person:
    """The rows of one person, and the consent under which they were read."""

    owner: str
    standing: Standing
    rows: tuple[Row, ...]


def of_person(reading: Reading, recipe: Recipe, left_out: Counter[str]) -> Person:
    """Choose from what may be read of one person."""
    rows = [row for one in reading.episodes if (row := _row(one, recipe, left_out))]
    return Person(reading.owner, reading.standing, tuple(rows))


def resting(purpose: str) -> int:
    """Count what only its owners read yet."""
    return Episode.objects.filter(purpose=purpose, rests_until__gte=clock.today()).count()


def shared(people: Iterable[Person], left_out: Counter[str]) -> list[Person]:
    """Leave out what is done on a screen that fewer than five people share.

    An episode with several titles needs each of them shared; leaving one out can thin another
    screen, so it is asked until nothing changes.
    """
    kept = list(people)
    while True:
        common = _common(kept)
        fewer = [
            Person(one.owner, one.standing, tuple(r for r in one.rows if r.screens <= common))
            for one in kept
        ]
        gone = _count(kept) - _count(fewer)
        left_out[Why.FEW] += gone
        kept = [one for one in fewer if one.rows]
        if not gone:
            return kept


def about(number: int) -> int | None:
    """Return a number down to two digits; None for what is too small to be told, nothing too."""
    if number < HIDDEN_BELOW:
        return None
    digits = max(1, len(str(number)) - 2)
    return number - number % int("1" + "0" * digits)


def screens_of(body: Body) -> frozenset[Screen]:
    """Return the screens on which an episode was done."""
    titles = {_alike(step.title) for step in body.steps if step.title}
    return frozenset((body.application, body.site or "", title) for title in titles or {""})


def _row(one: Readable, recipe: Recipe, left_out: Counter[str]) -> Row | None:
    lasting = frozenset(kind for kind in one.body.held if one.goes[kind] >= recipe.ends_on)
    if not lasting:
        left_out[Why.ENDS] += 1
        return None
    body = one.body.limited(recipe.kinds & lasting)
    if body is None:
        left_out[Why.KINDS if not one.body.limited(recipe.kinds) else Why.ENDS] += 1
        return None
    fresh = uuid.uuid4()
    screens = screens_of(body)
    return Row(fresh, one.id, one.owner, one.policy_id, screens, _line(fresh, body))


def _line(row_id: uuid.UUID, body: Body) -> bytes:
    """Return what is written of an episode: no owner, no day, no part of day, nothing null."""
    told = body.model_dump(mode="json", exclude={"day", "part"}, exclude_none=True)
    return json.dumps({"id": str(row_id), **told}, ensure_ascii=False).encode()


def _common(people: Sequence[Person]) -> frozenset[Screen]:
    who: dict[Screen, set[str]] = defaultdict(set)
    for one in people:
        for row in one.rows:
            for screen in row.screens:
                who[screen].add(one.owner)
    return frozenset(screen for screen, owners in who.items() if len(owners) >= PEOPLE)


def _count(people: Sequence[Person]) -> int:
    return sum(len(one.rows) for one in people)


def _alike(title: str) -> str:
    bare = _DIGITS.sub("0", _MASK.sub(r"<\1>", title))
    return " ".join(bare.casefold().split())
