"""Short codes and words that people read, say and type."""

import re
import secrets
from functools import cache
from pathlib import Path

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that no code is a word; letters come first, so that none is taken for a digit."""
DIGITS = "0123456789"
_KEPT = re.compile(r"[A-Z0-9]")


def new_code() -> str:
    """Return a code such as `KTRW-4821`: one of 1.6 billion."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(4))
    return f"{letters}-{''.join(secrets.choice(DIGITS) for _ in range(4))}"


def read_code(typed: str) -> str:
    """Return a typed code in the form in which codes are stored."""
    kept = "".join(_KEPT.findall(typed.upper()))[:9]
    return f"{kept[:4]}-{kept[4:]}"


def new_words() -> str:
    """Return two different words of the list: one pair of two million."""
    first = secrets.choice(word_list())
    second = secrets.choice([word for word in word_list() if word != first])
    return f"{first} {second}"


def read_words(typed: str) -> str:
    """Return typed words in the form in which they are compared."""
    return " ".join(typed.lower().replace("-", " ").split())


@cache
def word_list() -> tuple[str, ...]:
    """Return the words of `words.txt`."""
    lines = (Path(__file__).parent / "words.txt").read_text(encoding="ascii").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
