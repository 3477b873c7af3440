"""When the model is asked, and when its answer is taken."""

from redaction.engine.kinds import Kind
from redaction.engine.merge import Finding
from redaction.engine.policy import Ask
from redaction.engine.reading import Reading, Word

_STARTS = frozenset(".!?:\n")


class Gate:
    """Asks only where rules and lists left something that they cannot explain."""

    def __init__(self, ask: Ask) -> None:
        """Follow the policy's choice."""
        self._ask = ask

    def open(self, reading: Reading, found: list[Finding]) -> bool:
        """Say whether the model is to read this text."""
        if self._ask in (Ask.NEVER, Ask.ALWAYS):
            return self._ask is Ask.ALWAYS
        covered = bytearray(len(reading.text))
        for one in found:
            covered[one.start : one.end] = b"\1" * (one.end - one.start)
        return any(
            not covered[word.start] and self._unexplained(reading, word) for word in reading.words
        )

    def _unexplained(self, reading: Reading, word: Word) -> bool:
        lists = reading.lists
        if word.key in lists.interface or word.end - word.start < 2:
            return False
        if self._ask is Ask.WIDE and word.capital and not reading.shouting:
            return not _starts_sentence(reading, word)
        return lists.also_name(word.key) and (word.capital or not reading.caption)

    def believe(self, reading: Reading, start: int, end: int, kind: Kind) -> bool:
        """Say whether an entity counts: "Sort & Filter" is no organisation."""
        words = [word for word in reading.words if word.start < end and word.end > start]
        if not words:
            return False
        if kind is Kind.PERSON and not reading.caption:
            return True
        lists = reading.lists
        plain = all(word.key in lists for word in words)
        return not (plain and any(word.key in lists.interface for word in words))


def _starts_sentence(reading: Reading, word: Word) -> bool:
    before = reading.text[: word.start].rstrip(" \"'(")
    return not before or before[-1] in _STARTS
