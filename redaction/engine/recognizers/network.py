"""URLs, hosts, paths with a login name, IP and MAC addresses, names of devices."""

import ipaddress
import re
from collections.abc import Iterator

from redaction.engine.kinds import Kind
from redaction.engine.reading import Reading
from redaction.engine.recognizers.base import Found, Recognizer

_URL = re.compile(
    r"(?<![\w+.-])(?:[a-z][a-z0-9+.-]{1,20}://|www\.)[^\s<>\"]{0,1999}[^\s<>\".,;:!?)'\]]", re.I
)
_UNC = re.compile(r"(?<!\\)\\\\[\w.$-]{1,63}(?:\\[\w.$ -]{1,63})?")
_HOME = re.compile(
    r"(?:[\\/](?:users|home|profiles|documents and settings)[\\/]|(?<![\w~])~)([\w.@-]{2,64})",
    re.I,
)
_COMMON_HOMES = frozenset(("public", "default", "shared", "all", "administrator", "root"))
# Words that end a sentence without a space ("done.we"), and endings of files.
_NO_DOMAIN = (
    "it|is|in|to|no|at|me|my|be|so|as|us|do|am|md|py|sh|rs|cc|ps|pl|js|ts|cs|go|rb|vb|hs"
    "|gz|xz|db|mk|id|th"
)
_DOMAIN = re.compile(
    r"(?<![\w.@-])(?:[a-z0-9_-]{1,63}\.){1,8}"
    r"(?:com|org|net|edu|gov|mil|int|info|biz|local|lan|corp|internal|intern|home|intranet|example"
    r"|cloud|online|site|shop|dev|app|(?!(?:" + _NO_DOMAIN + r")(?![\w-]))[a-z]{2})"
    r"(?![\w-])(?:/[^\s<>\"]{0,500})?",
    re.I,
)
_DOT_INSIDE = re.compile(r"\w\.\w")
_IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d])(?::\d{1,5}|/\d{1,2})?")
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-f:]{2,39}(?:\.[0-9.]{5,15})?(?:%\w{1,15})?(?![\w:])", re.I)
_MAC = re.compile(
    r"(?<![\w:-])(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\w])"
    r"|(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])",
    re.I,
)
_DEVICE = re.compile(
    r"(?<![\w-])(?:laptop|desktop|pc|nb|ws|srv|win|mac|macbook|imac|dc|fs|db|vm|sql|web|app"
    r"|print|printer"
    r"|prn|mfp|tablet|phone|iphone|ipad|node|host|client|server)[-_](?=[\w-]{0,40}\d)[\w-]{2,40}",
    re.I,
)
_OWNED = re.compile(
    r"(?<![\w-])\w{2,30}-(?:macbook|imac|iphone|ipad|laptop|pc|desktop)[\w-]{0,30}", re.I
)


class Network(Recognizer):
    """What names a machine, a site or, in a path, a person."""

    kinds = (Kind.URL, Kind.DEVICE, Kind.PERSON)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield what the cheap signs allow."""
        text, lower = reading.text, reading.lower
        if "://" in text or "www." in lower:
            yield from self._all(_URL, text, Kind.URL)
        if _DOT_INSIDE.search(text):
            yield from self._all(_DOMAIN, text, Kind.URL)
        if "\\" in text or "/" in text or "~" in text:
            yield from self._all(_UNC, text, Kind.DEVICE)
            yield from self._homes(text)
        if "-" in text or "_" in text:
            yield from self._all(_DEVICE, text, Kind.DEVICE)
            yield from self._all(_OWNED, text, Kind.DEVICE)
        if reading.has_digit or "::" in text or text.count(":") >= 5 or text.count("-") >= 5:
            yield from self._numbers(text)

    def _all(self, pattern: re.Pattern[str], text: str, kind: Kind) -> Iterator[Found]:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), kind

    def _homes(self, text: str) -> Iterator[Found]:
        for match in _HOME.finditer(text):
            if match[1].casefold() not in _COMMON_HOMES:
                yield match.start(1), match.end(1), Kind.PERSON

    def _numbers(self, text: str) -> Iterator[Found]:
        if "." in text:
            yield from self._all(_IPV4, text, Kind.DEVICE)
            yield from self._all(_MAC, text, Kind.DEVICE)
        elif "-" in text or ":" in text:
            yield from self._all(_MAC, text, Kind.DEVICE)
        if text.count(":") >= 2:
            for match in _IPV6.finditer(text):
                if _is_ipv6(match[0]):
                    yield match.start(), match.end(), Kind.DEVICE


def _is_ipv6(candidate: str) -> bool:
    if candidate.count(":") < 2 or candidate == "::":
        return False
    try:
        ipaddress.IPv6Address(candidate)
    except ValueError:
        return False
    return True
