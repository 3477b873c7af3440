"""Runs of digits, whatever separates them: cards, phones, dates, and the rest.

A run of four digits or more goes. Times, versions, bare years and amounts of money stay.
A failed checksum makes a card a number, never nothing.
"""

import re
from collections.abc import Iterator

from redaction.engine.cues import cue
from redaction.engine.kinds import Kind
from redaction.engine.reading import Reading, Word
from redaction.engine.recognizers.base import Found, Recognizer

_RUN = re.compile(r"(?<!\d)(?:[+(]{1,2} ?)?\d(?:(?:[^\w\n\ufffc+=<>%$€£&?!;\"]|_){0,3}\d)*")
_LEAST_DIGITS = 4
_TIME = r"\d{1,2}[:.h]\d{2}(?::\d{2})?"
_YEAR = r"(?:19|20)\d{2}"
_AMOUNT = r"\d{1,3}(?:[, '.]\d{3}){0,4}[.,]\d{1,2}|\d{1,6}[.,]\d{1,2}|\d{1,3}(?:[,']\d{3}){1,4}"
_SHORT = r"\d{1,3}"
_HARMLESS = re.compile(
    rf"(?:{_TIME}(?: ?-+ ?{_TIME})?|{_YEAR}(?: ?[-/] ?(?:{_YEAR}|\d{{2}}))?|{_AMOUNT}"
    rf"|\d{{1,2}} ?[-/] ?\d{{1,2}}|\d{{1,2}}(?:\.\d{{1,3}}){{1,2}}|{_SHORT})"
)
_PIECES = re.compile(r"[,;] |[ \t|]+")
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}([-/.]) ?\d{1,2}\1 ?\d{2,4})"
    rf"(?:[T ,]{{0,2}}{_TIME})?"
)
_MONEY_BEFORE = re.compile(r"(?:[$€£¥₹]|\b(?:eur|usd|gbp|chf|jpy|rs)\.?) ?$", re.I)
_MONEY_AFTER = re.compile(r" ?(?:[$€£¥₹%]|(?:eur|usd|gbp|chf|jpy|euros?|dollars?|pounds?)\b)", re.I)
_VERSION_BEFORE = re.compile(r"(?:\bv|version|release|build|python|ver\.?) ?$", re.I)
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){1,3}")
_PHONE_WORDS = re.compile(
    r"(?:phone|tel|telefon|téléphone|mobile|mob|cell|fax|call|ring|text|whatsapp|number"
    r"|handy)\W{0,3}"
    r"(?:is |at |me |on |us )?\W{0,2}$",
    re.I,
)
_SPELLED = cue("spelled_digits")
_LEAST_SPELLED = 5


class Numbers(Recognizer):
    """Runs of digits and spelled digits."""

    kinds = (Kind.NUMBER, Kind.PHONE, Kind.CARD, Kind.DATE)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield runs that may say who or which."""
        if reading.has_digit:
            for match in _RUN.finditer(reading.text):
                kind = _kind_of(match[0], reading.text, match.start(), match.end())
                if kind:
                    yield match.start(), match.end(), kind
        if len(_SPELLED & reading.keys) >= 2:
            yield from _spelled(reading)


def _kind_of(run: str, text: str, start: int, end: int) -> Kind | None:
    digits = [char for char in run if char.isdigit()]
    if len(digits) < _LEAST_DIGITS or _stays(run, text, start, end):
        return None
    if _DATE.fullmatch(run):
        return Kind.DATE
    if 12 <= len(digits) <= 19 and luhn(digits):
        return Kind.CARD
    before = text[max(0, start - 24) : start]
    looks_dialled = run[0] in "+(0" and len(digits) >= 7
    if len(digits) <= 15 and (looks_dialled or _PHONE_WORDS.search(before)):
        return Kind.PHONE
    return Kind.NUMBER


def _stays(run: str, text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 10) : start], text[end : end + 10]
    if _VERSION.fullmatch(run) and _VERSION_BEFORE.search(before):
        return True
    if (
        len(run) <= 9
        and run.isdigit()
        and (_MONEY_BEFORE.search(before) or _MONEY_AFTER.match(after))
    ):
        return True
    if _HARMLESS.fullmatch(run):
        return True
    pieces = _PIECES.split(run)
    strong = [piece for piece in pieces if len(piece) > 3]
    return bool(strong) and len(pieces) <= 6 and all(_HARMLESS.fullmatch(p) for p in pieces)


def luhn(digits: list[str]) -> bool:
    """Check the last digit of a payment card (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _spelled(reading: Reading) -> Iterator[Found]:
    run: list[Word] = []
    for word in reading.words:
        if word.key in _SPELLED and (not run or word.start - run[-1].end <= 3):
            run.append(word)
            continue
        if len(run) >= _LEAST_SPELLED:
            yield run[0].start, run[-1].end, Kind.NUMBER
        run = [word] if word.key in _SPELLED else []
    if len(run) >= _LEAST_SPELLED:
        yield run[0].start, run[-1].end, Kind.NUMBER
