"""What carries the planted: sentences, titles and captions of ours, and gaps of stored texts.

A frame is a text with gaps; an episode of frames is filled at once, as its texts are redacted at
once. The same gap name within an episode is the same value, as a mask with a number is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from secrets import SystemRandom
from typing import Any

import yaml

from redaction.engine.texts import EpisodeTexts, Text
from redaction.leaks.plants import Planter, Sort

LANGUAGES = ("en", "de", "es", "ja", "zh")
"""Those in which Sayso speaks to people; two letters, as the worker tells the engine."""
_SAMPLES = Path(__file__).parent / "data" / "samples.yaml"
_GAP = re.compile(r"\{(\w+)\}|<([A-Z_]+)_(\d{1,3})>")
_ENGLISH_SHARE = 0.25  # of the typed texts of people who work in another language
_SAME_PERSON = 0.25
_MASKS = {
    "PERSON": Sort.NAME, "EMAIL": Sort.EMAIL, "PHONE": Sort.PHONE, "CARD": Sort.ACCOUNT,
    "IBAN": Sort.ACCOUNT, "NUMBER": Sort.NUMBER, "ID": Sort.NUMBER, "NATIONAL_ID": Sort.NUMBER,
    "SECRET": Sort.PASSWORD,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """A text with gaps: `{name}` in ours, `<PERSON_1>` in a stored one."""

    text: str = field(repr=False)
    caption: bool
    title: bool = False

    @property
    def has_gap(self) -> bool:
        """Say whether anything can be planted in it."""
        return any(_sort_of(match) for match in _GAP.finditer(self.text))


@dataclass(frozen=True, slots=True)
class Plant:
    """What was planted where: in which text of an episode, from where to where."""

    text: int
    start: int
    end: int
    sort: Sort


@dataclass(frozen=True, slots=True)
class Planted:
    """An episode as the engine reads it, and what is planted in it."""

    texts: EpisodeTexts = field(repr=False)
    plants: tuple[Plant, ...]
    stored: bool


def filled(frames: Sequence[Frame], planter: Planter, *, stored: bool) -> Planted:
    """Fill the gaps of an episode."""
    known: dict[str, str] = {}
    texts, plants = [], []
    for place, frame in enumerate(frames):
        value, here = "", 0
        for match in _GAP.finditer(frame.text):
            sort = _sort_of(match)
            if sort is None:
                continue  # a mask of another type stands as it is
            if match[0] not in known:
                known[match[0]] = planter.make(sort)
            made = known[match[0]]
            value += frame.text[here : match.start()]
            plants.append(Plant(place, len(value), len(value) + len(made), sort))
            value, here = value + made, match.end()
        value += frame.text[here:]
        texts.append(Text(str(place), value, caption=frame.caption, title=frame.title))
    return Planted(EpisodeTexts(tuple(texts), planter.language), tuple(plants), stored)


def own(language: str, draw: SystemRandom) -> Iterator[tuple[Frame, ...]]:
    """Yield episodes of our frames without end: a title, two captions, two typed texts."""
    samples = _samples()
    mine, english = samples[language], samples["en"]
    while True:
        typed = english if draw.random() < _ENGLISH_SHARE else mine
        frames = [
            Frame(draw.choice(mine["titles"]), caption=True, title=True),
            *(Frame(one, caption=True) for one in draw.sample(mine["captions"], 2)),
            *(Frame(one, caption=False) for one in draw.sample(typed["typed"], 2)),
        ]
        if draw.random() >= _SAME_PERSON:  # each text speaks of somebody else
            frames = [_apart(frame, place) for place, frame in enumerate(frames)]
        yield tuple(frames)


def with_gaps(episodes: Iterable[Sequence[Frame]]) -> Iterator[tuple[Frame, ...]]:
    """Yield those stored episodes in which something can be planted."""
    for frames in episodes:
        if any(frame.has_gap for frame in frames):
            yield tuple(frames)


def _sort_of(match: re.Match[str]) -> Sort | None:
    if match[2]:
        return _MASKS.get(match[2])
    return Sort(match[1].rstrip("0123456789"))


def _apart(frame: Frame, place: int) -> Frame:
    text = _GAP.sub(lambda match: f"{{{match[1]}{place}}}", frame.text)
    return Frame(text, frame.caption, frame.title)


@cache
def _samples() -> Mapping[str, Any]:
    tree: Mapping[str, Any] = yaml.safe_load(_SAMPLES.read_text(encoding="utf-8"))
    return tree
