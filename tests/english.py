"""Finds English sentences of the catalogue where another language is spoken."""

import re
from html.parser import HTMLParser

from tests import catalogues

READ_ALOUD = {"aria-label", "title", "alt", "placeholder", "data-l"}
SHORTEST = 12
"""Letters that a sentence with placeholders must have besides them, to be told from data."""


class _Texts(HTMLParser):
    """Collects what somebody reads or hears of a page, without what is marked as English."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.skipped = ""

    def handle_starttag(self, tag, attrs):
        marked = tag != "html" and ("lang", "en") in attrs
        if not self.skipped and (marked or tag in {"script", "style"}):
            self.skipped = tag
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag):
        if tag == self.skipped:
            self.skipped = ""

    def handle_data(self, data):
        if not self.skipped and (text := " ".join(data.split())):
            self.found.append(text)


def texts(html: str) -> list[str]:
    """Return what somebody reads or hears of a page."""
    parser = _Texts()
    parser.feed(html)
    return parser.found


class English:
    """Knows the English sentences that are said differently in a language."""

    def __init__(self, language: str) -> None:
        self.whole: set[str] = set()
        self.patterns: list[re.Pattern[str]] = []
        for entry in catalogues.read(catalogues.po(language)):
            if entry.id:
                self._add(entry.id, entry.strings[0])
            if entry.plural:
                self._add(entry.plural, entry.strings[-1])

    def _add(self, english: str, other: str) -> None:
        if english == other or not re.search("[a-z]", english):
            return
        parts = re.split(r"%\(\w+\)[sd]", english)
        if len(parts) == 1:
            self.whole.add(english)
        elif len("".join(parts).strip()) >= SHORTEST:
            self.patterns.append(re.compile(".+".join(map(re.escape, parts))))

    def stands(self, text: str) -> bool:
        return text in self.whole or any(one.fullmatch(text) for one in self.patterns)

    def on(self, html: str) -> list[str]:
        """Return the English sentences on a page."""
        return [text for text in texts(html) if self.stands(text)]
