"""No text is slow: 200,000 repeated characters take under a second of CPU time.

Each pattern by itself gets 40,000 and a fifth of a second: a quadratic one would need many.
"""
# ruff: noqa: RUF001

import re
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial

import pytest

from redaction.engine import (
    Directory,
    addresses,
    directory,
    fold,
    languages,
    placeholders,
    reading,
    recognizers,
)
from redaction.engine.kinds import Kind
from redaction.engine.lists import load_words
from redaction.engine.merge import Finding
from redaction.engine.own import tokens_of
from redaction.engine.reading import Reading

LENGTH = 200_000
OF_A_PATTERN = 40_000
KINDS = (
    "ages", "announced", "codes", "mail", "names", "network", "numbers", "organisations", "places",
    "scripts", "secrets",
)  # fmt: skip
OTHERS = {
    "directory": directory, "fold": fold, "languages": languages,
    "placeholders": placeholders, "reading": reading,
}  # fmt: skip
WORDS = load_words()
NOBODY = Directory.of((), "none")


def patterns():
    """Every compiled pattern of every recogniser's module, and of the stages around them."""
    found = {}
    modules = {name: getattr(recognizers, name) for name in KINDS}
    for name, module in (modules | OTHERS).items():
        for key, value in vars(module).items():
            if isinstance(value, re.Pattern):
                found[f"{name}.{key}"] = value
    return found


PATTERNS = patterns()
HARD = [
    "a.", "a.a@", "1 ", "1-", "a1", "aB1", "é", "A ", "Aa ", "1a ", "12 Aa ", "a@a.", "::", "f:",
    "- ", "pass is ", "password: ", " at a dot ", "//", "\\\\a", "~a", "+1 (", "st. ", "of the ",
    "高", "ａ", "e\u0301", "\u200b", "'", "it's ", "<PERSON_1>", "<", "corner of a ", "and ",
    "unit 1 box 1 ", "x.y.", "www.", "DE12", "password a ", "try a in ", "a/", "AbC", "Abcd",
]  # fmt: skip


def repeated(token: str, length: int = LENGTH) -> str:
    return (token * (length // len(token) + 1))[:length]


def in_time(work: Callable[[], object], bound: float) -> bool:
    """Tell whether work takes less CPU time than a bound, in seconds.

    What else the machine does only adds to it, so that the least of three counts.
    """
    return any(_seconds(work) < bound for _ in range(3))


def exhaust(found: Iterable[object]) -> None:
    deque(found, maxlen=0)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def finds_in_time(pattern: re.Pattern[str], token: str, length: int = OF_A_PATTERN) -> bool:
    text = repeated(token, length)
    if pattern.pattern.endswith("$"):  # these look at the end of a slice of bounded length
        return in_time(partial(pattern.search, text[:110]), length / LENGTH)
    return in_time(lambda: exhaust(pattern.finditer(text)), length / LENGTH)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_pattern_takes_linear_time_on_its_own_alphabet(name):
    pattern = PATTERNS[name]
    for token in tokens_of(pattern.pattern):
        assert finds_in_time(pattern, token), token


@pytest.mark.parametrize("quadratic", [r"a+[bc]", r"\S+@\w"])
def test_one_that_does_not_is_found_in_a_quarter_of_that_length(quadratic):
    pattern = re.compile(quadratic)
    tokens = tokens_of(quadratic)
    assert not all(finds_in_time(pattern, token, OF_A_PATTERN // 4) for token in tokens)


@pytest.mark.parametrize("number", range(len(HARD)), ids=lambda number: ascii(HARD[number]))
def test_every_recogniser_takes_linear_time(number):
    reading = Reading(repeated(HARD[number]), caption=False, directory=NOBODY, lists=WORDS)
    for recognizer in recognizers.every():
        finds = recognizer.find
        assert in_time(lambda: exhaust(finds(reading)), 1), recognizer.name  # noqa: B023


@pytest.mark.parametrize(
    "token", ["1 Aa Street\n", "Aa ", "A-", " ", "Aa 12, ", "New ", "\n Aa Bb", "9"]
)
def test_growing_addresses_takes_linear_time(token):
    """Its patterns look at the neighbourhood of a finding alone."""
    text = repeated(token)
    found = [
        Finding(place, place + 3, Kind.ADDRESS if place % 40 else Kind.PERSON, 1.0)
        for place in range(0, LENGTH - 20, 20)
    ]
    assert in_time(lambda: addresses.grow(found, text), 1)
