"""When the model is asked, and when its answer is taken."""

from redaction.engine.kinds import Kind
from redaction.engine.merge import Finding
from redaction.engine.policy import Ask
from redaction.engine.reading import Reading, Word

_STARTS = frozenset((".", "!", "?", ":", "\n"))


class Gate:
    """Asks only where rules and lists left something that they cannot explain."""

    def __init__(self, ask: Ask) -> None:
        """Follow the policy's choice."""
        self._ask = ask

    def open(self, reading: Reading, found: list[Finding]) -> bool:
        """Say whether the model is to read this text."""
        if self._ask in (Ask.NEVER, Ask.ALWAYS):
            return self._ask is Ask.ALWAYS
        candidates = [word for word in reading.words if self._unexplained(reading, word)]
        if not candidates:
            return False
        covered = bytearray(len(reading.text))
        for one in found:
            covered[one.start : one.end] = b"\1" * (one.end - one.start)
        return not all(covered[word.start] for word in candidates)

    def _unexplained(self, reading: Reading, word: Word) -> bool:
        lists = reading.lists
        if not word.capital or word.end - word.start < 2:
            return False
        if reading.said(word.key):
            return False
        if lists.also_name(word.key):
            return True
        wide = self._ask is Ask.WIDE and not reading.caption and not reading.shouting
        return wide and not _starts_sentence(reading, word)

    def believe(self, reading: Reading, start: int, end: int, kind: Kind) -> tuple[int, int] | None:
        """Return what counts of an entity: "Sort & Filter" is no organisation.

        Words of menus and of grammar at its edges are cut off; in a caption something of it must
        be unknown or a name, in other texts it is enough that it is no words of menus alone.
        """
        words = [word for word in reading.words if word.start < end and word.end > start]
        while words and self._edge(reading, words[0]):
            words.pop(0)
        while words and self._edge(reading, words[-1]):
            words.pop()
        if not words or not self._telling(reading, words, kind):
            return None
        cut_start = words[0].start if words[0].start > start else start
        cut_end = words[-1].end if words[-1].end < end else end
        return cut_start, cut_end

    def _edge(self, reading: Reading, word: Word) -> bool:
        return reading.said(word.key) and not reading.lists.also_name(word.key)

    def _telling(self, reading: Reading, words: list[Word], kind: Kind) -> bool:
        lists = reading.lists
        named = any(word.key not in lists or lists.also_name(word.key) for word in words)
        if reading.caption or named:
            return named
        return kind is Kind.PERSON or not any(reading.said(word.key) for word in words)


def _starts_sentence(reading: Reading, word: Word) -> bool:
    before = reading.text[max(0, word.start - 8) : word.start].rstrip(" \"'(")
    return (not before and word.start <= 8) or before[-1:] in _STARTS
