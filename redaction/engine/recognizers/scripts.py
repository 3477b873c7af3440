"""Runs of letters that are not Latin, by exclusion; and words written letter by letter."""

import re
from collections.abc import Iterator

from redaction.engine.kinds import Kind
from redaction.engine.reading import Reading
from redaction.engine.recognizers.base import Found, Recognizer

# A list of foreign blocks missed U+3005 once: so all letters that are not Latin.
_LATIN = "\u0000-\u02af\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f"
_OTHER = rf"[^\W_{_LATIN}]"
_FOREIGN = re.compile(rf"{_OTHER}+(?:[ \u30fb\u00b7.'-]{{1,2}}{_OTHER}+)*|\ufffd+")
_SPACED = re.compile(r"(?<!\w)[^\W\d_](?:[ .\-_*]{1,2}[^\W\d_]){3,40}(?!\w)")


class Scripts(Recognizer):
    """What the English model and lists cannot read at all."""

    kinds = (Kind.TEXT, Kind.PERSON)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield foreign runs and spaced words."""
        text = reading.text
        if not text.isascii():
            for match in _FOREIGN.finditer(text):
                yield match.start(), match.end(), Kind.TEXT
        if len(text) > 6 and sum(1 for word in reading.words if word.end - word.start == 1) >= 4:
            for match in _SPACED.finditer(text):
                yield match.start(), match.end(), Kind.PERSON
