"""Words in a free text that smell of judging people: marked for who approves, never refused."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from governance.purposes import labels
from governance.purposes.facts import Facts

FILE = Path(__file__).with_name("suspicion.yaml")
NEVER_FOR = "never_for"
"""The sentence that names such uses in order to exclude them is not searched."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, marked or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with a marked word in it, and where it stands."""

    field: str
    label: str
    language: str
    pieces: tuple[Piece, ...]


def marked(text: str) -> list[Piece]:
    """Return a text in pieces, the suspicious words marked.

    Signs that cannot be seen and other shapes of letters do not hide a word.
    """
    folded, origin = _folded(text)
    pieces: list[Piece] = []
    here = 0
    for found in _pattern().finditer(folded):
        start, end = origin[found.start()], origin[found.end() - 1] + 1
        if start > here:
            pieces.append(Piece(text[here:start], False))
        pieces.append(Piece(text[start:end], True))
        here = end
    if here < len(text):
        pieces.append(Piece(text[here:], False))
    return pieces


def passages(facts: Facts) -> list[Passage]:
    """Return the texts of a version in which a word is marked."""
    found = []
    for field, language, text in _texts(facts):
        pieces = marked(text)
        if any(piece.marked for piece in pieces):
            found.append(Passage(field, labels.of(field), language, tuple(pieces)))
    return found


def _texts(facts: Facts) -> Iterator[tuple[str, str, str]]:
    for name in ("legal_basis", "model_family", "why_free"):
        yield name, "", getattr(facts, name)
    for number, recipient in enumerate(facts.recipients):
        yield f"recipients.{number}", "", recipient
    for number, application in enumerate(facts.applications):
        yield f"applications.{number}.name", "", application.name
    yield "assessment.residual_risk", "", facts.assessment.residual_risk
    for language, notice in sorted(facts.notices.items()):
        for name in type(notice).model_fields:
            if name == NEVER_FOR:
                continue
            value = getattr(notice, name)
            for text in (value,) if isinstance(value, str) else value:
                yield f"notices.{language}.{name}", language, text


@cache
def _pattern() -> re.Pattern[str]:
    words = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    spaced = {_fold(one) for group in words["spaced"].values() for one in group}
    joined = {_fold(one) for group in words["joined"].values() for one in group}
    heads = "|".join(sorted(map(re.escape, spaced), key=len, reverse=True))
    signs = "|".join(sorted(map(re.escape, joined), key=len, reverse=True))
    return re.compile(rf"\b(?:{heads})\w*|(?:{signs})")


def _fold(text: str) -> str:
    return _folded(text)[0]


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text in one shape, and for each sign of it where it came from."""
    shape, origin = "", []
    for index, sign in enumerate(text):
        if unicodedata.category(sign) == "Cf":
            continue
        for other in unicodedata.normalize("NFKC", sign).casefold():
            shape += other
            origin.append(index)
    return shape, origin
