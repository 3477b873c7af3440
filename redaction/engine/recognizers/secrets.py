"""Passwords, tokens, keys by their prefix and their look."""

import re
from collections.abc import Iterator
from itertools import pairwise

from redaction.engine.kinds import Kind
from redaction.engine.reading import Reading
from redaction.engine.recognizers.base import Found, Recognizer

_PREFIXED = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:AKIA|ASIA|AROA)[0-9A-Z]{12,40}|gh[pousr]_\w{16,255}"
    r"|github_pat_\w{20,255}"
    r"|glpat-[\w-]{16,64}|xox[abeprs]-[\w-]{10,255}|sk[-_](?:live|test|proj|ant)?[-_]?[\w-]{16,255}"
    r"|AIza[\w-]{30,50}|ya29\.[\w-]{20,255}|SG\.[\w.-]{20,255}|npm_\w{20,64}|pypi-[\w-]{20,255}"
    r"|hf_\w{20,64}|dop_v1_\w{20,80}|eyJ[\w-]{6,4000}(?:\.[\w-]{2,4000}){1,2})"
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}KEY( BLOCK)?-----.*", re.DOTALL)
_IN_URL = re.compile(r"(?<=://)[^\s/@:]{0,64}:([^\s/@]{1,128})@")
_LONG = re.compile(r"(?<![\w+/=-])[\w+/=-]{16,4000}")
_SOME_LONG = re.compile(r"(?<![\w+/=-])[\w+/=-]{14}|-----BEGIN|\w\.[\w-]{20}")
_MARK = re.compile(r"[!@#$%^&*?~]")
_MIXED = re.compile(r"(?<!\S)[A-Za-z0-9!@#$%^&*?~+._-]{6,64}(?!\S)")
_MARK_INSIDE = re.compile(r"[A-Za-z0-9][!@#$%^&*?~]+[A-Za-z0-9]|^[!@#$%^&*?~]\w|\w[!@#$^*~]+$")
_CELL = re.compile(r"^'?\w+'?!\$?[A-Z]{1,3}")


class Secrets(Recognizer):
    """Secrets that show what they are."""

    kinds = (Kind.SECRET,)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield secrets."""
        text = reading.text
        if _SOME_LONG.search(text):
            yield from _by_look(text)
        if "://" in text:
            for match in _IN_URL.finditer(text):
                yield match.start(1), match.end(1), Kind.SECRET
        if reading.has_digit and _MARK.search(text):
            yield from _mixed(text)


def _by_look(text: str) -> Iterator[Found]:
    for match in _PREFIXED.finditer(text):
        yield match.start(), match.end(), Kind.SECRET
    if "KEY" in text:
        for match in _PRIVATE_KEY.finditer(text):
            yield match.start(), match.end(), Kind.SECRET
    for match in _LONG.finditer(text):
        if _random(match[0]):
            yield match.start(), match.end(), Kind.SECRET


def _random(token: str) -> bool:
    """Say whether a long token looks drawn by lot: letters and digits mixed more than once."""
    digits = sum(char.isdigit() for char in token)
    if digits < 2 or digits == len(token):
        return False
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(token))
    both_cases = token != token.lower() and token != token.upper()
    return changes >= (3 if both_cases else 4)


def _mixed(text: str) -> Iterator[Found]:
    for match in _MIXED.finditer(text):
        token = match[0]
        if token.isalnum() or _CELL.match(token):
            continue
        letters, digits = any(c.isalpha() for c in token), any(c.isdigit() for c in token)
        if letters and digits and _MARK_INSIDE.search(token):
            yield match.start(), match.end(), Kind.SECRET
