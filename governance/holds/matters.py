"""Texts that speak of the employer's own matter, by ground: they are refused, not marked."""

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("matters.yaml")


def refused(text: str) -> tuple[str, str] | None:
    """Return the ground and the word for which a text is refused; None where it may stand.

    Signs that cannot be seen and other shapes of letters do not hide a word, nor do signs that
    are put between its letters.
    """
    folded = _fold(text)
    for ground, pattern in _patterns().items():
        for shape in (folded, re.sub(r"(?<=\w)[^\w\s]+(?=\w)", "", folded)):
            if found := pattern.search(shape):
                return ground, found[0]
    return None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {ground: _pattern(lists) for ground, lists in words.items()}


def _pattern(lists: dict[str, list[str]]) -> re.Pattern[str]:
    heads = "|".join(re.escape(_fold(one)) for one in lists["spaced"])
    signs = "|".join(re.escape(_fold(one)) for one in lists["joined"])
    return re.compile(rf"\b(?:{heads})\w*|(?:{signs})")


def _fold(text: str) -> str:
    shown = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", shown).casefold().replace("_", " ").split())
