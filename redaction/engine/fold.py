"""Undo the tricks of Unicode, and remember where each character came from.

Detection reads the folded text; offsets are mapped back to the text as it was.
"""

# ruff: noqa: RUF001 - the look-alikes are meant

import re
import unicodedata
from dataclasses import dataclass

_PLAIN = re.compile(r"[\t\n\x20-\x7e]*")
# Letters of category Lo and symbols that show nothing at all.
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u180e\ufffc")
# Stands for what was removed: no text can hold it after folding, and no rule reads across it.
BLANK = "\ufffc"
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"'}
_MINUS = "\u2212"
_DOTS = {"\u3002": ".", "\uff61": ".", "\u2024": "."}
# Letters that look like a Latin one (Unicode's confusables, the ones that are met).
_LOOKALIKE = str.maketrans(
    "абвгеёзийклмнопрстухьєіїјѕԁԛԝһӏүАВЕЁЅІЇЈКМНОРСТУХЗԌԚԜҺӀҮ"
    "αβγεηικνορτυχωϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿ"
    "օսոհաքցԱՍՕ\u0131\u0251\u0261\u0269\u028b",
    "aбbreeзuйknmhonpctyxbeiijsdqwhlyABEESIIJKMHOPCTYX3GQWHIY"
    "aβyenikvoptuxwcjABEZHIKMNOPTYXCJ"
    "ounhaqgUSO" + "iagiv",
)
_WORD = re.compile(r"[^\W\d_]+")
_DRAWN = ((0x1F1E6, 26), (0x1F150, 26), (0x1F170, 26))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with the way back.

    Attributes:
        text: what detection reads.
        starts: for each folded character, where it began in the original; None if unchanged.
        ends: for each folded character, where it ended there; None if unchanged.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the folded text to code points of the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold a text: NFKC, plain digits, nothing invisible, one kind of space and dash."""
    if text.isascii() and _PLAIN.fullmatch(text):
        return Folded(text)
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, char in enumerate(text):
        plain = char if char.isascii() and char.isprintable() else _fold_char(char, chars)
        if not plain:
            if ends:
                ends[-1] = place + 1  # what shows nothing belongs to the character before it
            continue
        for piece in plain:
            chars.append(piece)
            starts.append(place)
            ends.append(place + 1)
    return Folded(_latin_again("".join(chars)), tuple(starts), tuple(ends))


def _fold_char(char: str, before: list[str]) -> str:
    """Return what a character becomes; a combining mark may change the one before it."""
    category = unicodedata.category(char)
    if category[0] == "M":
        if before:
            composed = unicodedata.normalize("NFC", before[-1] + char)
            if len(composed) == 1:
                before[-1] = composed
        return ""
    if char in _INVISIBLE or category == "Cf":
        return ""
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return _control(char, category)
    return _visible(char, category)


def _control(char: str, category: str) -> str:
    if char in "\n\r\u2028\u2029\x85\x0b\x0c":
        return "\n"
    return " " if category != "Cc" or char == "\t" else ""


def _visible(char: str, category: str) -> str:
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd" or char == _MINUS:
        return "-"
    if char in _QUOTES or char in _DOTS:
        return _QUOTES.get(char) or _DOTS[char]
    if category in ("Cs", "Co", "Cn"):
        return "\ufffd"
    for first, count in _DRAWN:
        if first <= ord(char) < first + count:
            return chr(ord("a") + ord(char) - first)
    return "".join(_settle(piece) for piece in unicodedata.normalize("NFKC", char))


def _settle(piece: str) -> str:
    category = unicodedata.category(piece)
    if category[0] in "MC" or piece in _INVISIBLE:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(piece))
    if category == "Zs":
        return " "
    if category == "Pd" or piece == _MINUS:
        return "-"
    return _QUOTES.get(piece) or _DOTS.get(piece, piece)


def _latin_again(text: str) -> str:
    """Turn look-alike letters to Latin in words that mix alphabets."""
    return _WORD.sub(lambda match: _one_alphabet(match[0]), text)


def _one_alphabet(word: str) -> str:
    if word.isascii() or not any(char < "\u0250" for char in word):
        return word
    return word.translate(_LOOKALIKE)


_TRANSLIT = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"}
)


def plain_key(word: str) -> str:
    """Fold a word for look-up: lower case, without accents."""
    word = word.casefold()
    if word.isascii():
        return word
    word = unicodedata.normalize("NFD", word.translate(_TRANSLIT))
    return "".join(char for char in word if unicodedata.category(char) != "Mn")


_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def words_of(text: str) -> list[str]:
    """Split a folded text to its words as they are written."""
    return _TOKEN.findall(text)


def keys_of(text: str) -> list[str]:
    """Split a folded text to the keys of its words."""
    return [plain_key(word) for word in _TOKEN.findall(text)]
