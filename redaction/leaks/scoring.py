"""Counts what stayed: a planted value of which any letter or digit is left in what is stored."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from redaction.engine.texts import RedactedText, RedactedTexts
from redaction.leaks.carriers import Plant, Planted
from redaction.leaks.plants import Sort

_Z = 1.959964  # of 95 %


@dataclass(slots=True)
class Score:
    """Counts of a run.

    Attributes:
        by_sort: [stayed, planted] by sort.
        withheld: planted values in texts that were dropped whole.
        texts: how many texts held a planted value: of ours, and stored ones.
    """

    by_sort: dict[Sort, list[int]] = field(default_factory=dict)
    withheld: int = 0
    texts: dict[str, int] = field(default_factory=lambda: {"samples": 0, "stored": 0})

    @property
    def planted(self) -> int:
        """All that was planted."""
        return sum(planted for _, planted in self.by_sort.values())

    @property
    def stayed(self) -> int:
        """All that stayed."""
        return sum(stayed for stayed, _ in self.by_sort.values())

    def add(self, episodes: Iterable[Planted], answers: Iterable[RedactedTexts]) -> None:
        """Count what became of the planted in some episodes."""
        for planted, answer in zip(episodes, answers, strict=True):
            carrier = "stored" if planted.stored else "samples"
            self.texts[carrier] += len({plant.text for plant in planted.plants})
            for plant in planted.plants:
                given = planted.texts.texts[plant.text].value
                self._count(plant, given, answer.texts[plant.text])

    def _count(self, plant: Plant, given: str, redacted: RedactedText) -> None:
        count = self.by_sort.setdefault(plant.sort, [0, 0])
        count[1] += 1
        self.withheld += redacted.value is None
        count[0] += stays(plant, given, redacted)


def stays(plant: Plant, given: str, redacted: RedactedText) -> bool:
    """Say whether any letter or digit of a planted value is left."""
    if redacted.value is None:
        return False
    removed = bytearray(len(given))
    for span in redacted.spans:
        removed[span.start : span.end] = b"\1" * (span.end - span.start)
    places = range(plant.start, plant.end)
    return any(given[place].isalnum() and not removed[place] for place in places)


def wilson(count: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's score."""
    if not total:
        return 0.0, 1.0
    share = count / total
    middle = share + _Z * _Z / (2 * total)
    half = _Z * math.sqrt(share * (1 - share) / total + _Z * _Z / (4 * total * total))
    bottom = 1 + _Z * _Z / total
    low = (middle - half) / bottom if count else 0.0
    high = (middle + half) / bottom if count < total else 1.0
    return low, high
