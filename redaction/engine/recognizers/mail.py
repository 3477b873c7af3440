"""E-mail addresses at any domain, spaced, spelled, and handles."""

import re
from collections.abc import Iterator

from redaction.engine.kinds import Kind
from redaction.engine.reading import Reading
from redaction.engine.recognizers.base import Found, Recognizer

_REACH = 100
_LEFT = re.compile(r"[\w.+%'-]{1,64}$")
_RIGHT = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_LEFT_SPACED = re.compile(r"(?<![\w.+%-])[\w+%-]{1,64}(?: ?\. ?[\w+%-]{1,64}){0,4} {0,2}$")
_RIGHT_SPACED = re.compile(r" {0,2}[\w-]{1,63}(?:(?: \. |\.)[\w-]{1,63}){1,8}")
_SPELLED = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?: ?(?:\(dot\)|\[dot\]| dot | punkt | point | punto )"
    r" ?[\w+-]{1,64}){0,4}"
    r" ?(?:\(at\)|\[at\]|\{at\}|<at>| at | ät | arobase | arroba ) ?"
    r"[\w-]{1,63}(?: ?(?:\.|\(dot\)|\[dot\]|\{dot\}|(?<= )dot | dot | punkt | point | punto )"
    r" ?[\w-]{1,63}){1,6}",
    re.IGNORECASE,
)
_SPELLED_SIGNS = ("(at)", "[at]", "{at}", "<at>", " dot ", " punkt ", " point ", " punto ")
_HANDLE = re.compile(r"(?<![\w@.])@[^\W\d]\w{0,39}(?:[.-]\w{1,39}){0,3}")


class Mail(Recognizer):
    """Addresses: `x@host`, `x @ host . example`, `x (at) host dot example`, `@handle`."""

    kinds = (Kind.EMAIL, Kind.PERSON)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield addresses and handles."""
        text = reading.text
        if "@" in text:
            yield from self._around_signs(text)
            for match in _HANDLE.finditer(text):
                yield match.start(), match.end(), Kind.PERSON
        if any(sign in reading.lower for sign in _SPELLED_SIGNS):
            for match in _SPELLED.finditer(text):
                yield match.start(), match.end(), Kind.EMAIL

    def _around_signs(self, text: str) -> Iterator[Found]:
        place = text.find("@")
        while place >= 0:
            left = text[max(0, place - _REACH) : place]
            right = text[place + 1 : place + 1 + 4 * _REACH]
            span = self._whole(left, right)
            if span:
                yield place - span[0], place + 1 + span[1], Kind.EMAIL
            place = text.find("@", place + 1)

    def _whole(self, left: str, right: str) -> tuple[int, int] | None:
        before, after = _LEFT.search(left), _RIGHT.match(right)
        if before and after:
            longer = _RIGHT_SPACED.match(right)
            return len(before[0]), max(after.end(), longer.end() if longer else 0)
        before, after = _LEFT_SPACED.search(left), _RIGHT_SPACED.match(right)
        if before and after:
            return len(before[0]), after.end()
        return None
