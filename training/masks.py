"""Finds the placeholders that redaction has left in a text."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
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


def only_lost(before: str, after: str) -> bool:
    """Tell whether all plain text of a text stood in another one, in the same order."""
    here = 0
    for piece in pieces(after):
        if piece.masked:
            continue
        found = before.find(piece.text, here)
        if found < 0:
            return False
        here = found + len(piece.text)
    return True


def outside(text: str, change: Callable[[str], str]) -> str:
    """Change what stands between the placeholders of a text; they stay as they are."""
    found, here = [], 0
    for match in _PLACEHOLDER.finditer(text):
        found += [change(text[here : match.start()]), match[0]]
        here = match.end()
    return "".join([*found, change(text[here:])])


def highest(texts: Iterable[str], kind: str) -> int:
    """Return the highest number that a kind of placeholder has in some texts."""
    every = (match for text in texts for match in _PLACEHOLDER.finditer(text))
    return max((_number(match[0]) for match in every if match[1] == kind), default=0)


def _number(placeholder: str) -> int:
    return int(placeholder.rstrip(">").rpartition("_")[2])
