"""Placeholders: what they look like, and how a text looks to the next stage once they stand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from redaction.engine.fold import BLANK
from redaction.engine.kinds import Kind

PLACEHOLDER = re.compile(r"<(" + "|".join(Kind) + r")_(\d{1,3})>|<WITHHELD>")
WHOLE = "<WITHHELD>"
_MARK = f" {BLANK} "


def standing(text: str) -> list[tuple[int, int]]:
    """Find the placeholders that a text holds already; they survive."""
    if "<" not in text:
        return []
    return [match.span() for match in PLACEHOLDER.finditer(text)]


@dataclass(frozen=True, slots=True)
class Blanked:
    """A text whose removed parts each became the same short mark.

    The text redacted once looks the same when it is redacted again: so the second time finds
    nothing that the first did not.
    """

    text: str
    holes: tuple[tuple[int, int], ...]

    def back(self, start: int, end: int) -> list[tuple[int, int]]:
        """Map a span to the text before blanking, cut where something is removed already."""
        pieces: list[tuple[int, int]] = []
        shift = 0
        for hole_start, hole_end in self.holes:
            here = hole_start - shift
            if start < here:
                pieces.append((start + shift, min(end, here) + shift))
            start = max(start, here + len(_MARK))
            shift += (hole_end - hole_start) - len(_MARK)
            if start >= end:
                return pieces
        pieces.append((start + shift, end + shift))
        return pieces


def blank(text: str, removed: Iterable[tuple[int, int]]) -> Blanked:
    """Put a mark in the place of each removed span (sorted, without overlap)."""
    holes = tuple(removed)
    if not holes:
        return Blanked(text, ())
    parts, here = [], 0
    for start, end in holes:
        parts += [text[here:start], _MARK]
        here = end
    return Blanked("".join([*parts, text[here:]]), holes)
