"""How one text became another, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\s+|[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|[^\w\s]")


class Fate(StrEnum):
    """What happened to a piece of text."""

    KEPT = "kept"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text and what happened to it."""

    fate: Fate
    text: str


def between(before: str, after: str) -> list[Stretch]:
    """Return what stayed, went and came, in reading order. Signs of CJK count as words."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    found: list[Stretch] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            found.append(Stretch(Fate.KEPT, "".join(old[a1:a2])))
            continue
        if a2 > a1:
            found.append(Stretch(Fate.GONE, "".join(old[a1:a2])))
        if b2 > b1:
            found.append(Stretch(Fate.ADDED, "".join(new[b1:b2])))
    return found
