"""Finds the placeholders that redaction has left in a text."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_PLACEHOLDER = re.compile(r"<(?:([A-Z][A-Z_]{1,19})_\d{1,3}|(WITHHELD))>")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: plain, or in the place of something that was masked.

    Attributes:
        text: the plain text; "" for a mask.
        masked: the type, such as `PERSON`; "" for plain text.
    """

    text: str
    masked: str = ""


def pieces(text: str) -> list[Piece]:
    """Cut a text at its placeholders."""
    found, here = [], 0
    for match in _PLACEHOLDER.finditer(text):
        if match.start() > here:
            found.append(Piece(text[here : match.start()]))
        found.append(Piece("", match[1] or match[2]))
        here = match.end()
    if here < len(text):
        found.append(Piece(text[here:]))
    return found


def counts(texts: Iterable[str]) -> dict[str, int]:
    """Count masks by type, most frequent first."""
    every = Counter(match[1] or match[2] for text in texts for match in _PLACEHOLDER.finditer(text))
    return dict(every.most_common())
