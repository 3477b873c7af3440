"""What is a person or a secret in one text is removed from all other texts of the episode."""

import re
from collections.abc import Iterable

from redaction.engine.detect import Document
from redaction.engine.fold import fold
from redaction.engine.kinds import Kind
from redaction.engine.merge import Finding

_CARRIED = frozenset((Kind.PERSON, Kind.SECRET))
_SHORTEST = 3
_MOST = 200


def carry_over(documents: list[Document]) -> list[Document]:
    """Add what others found to each document; return those that changed."""
    values = _values(documents)
    if not values or len(documents) < 2:
        return []
    return [document for document in documents if _take(document, values)]


def _values(documents: Iterable[Document]) -> dict[str, str]:
    values: dict[str, str] = {}
    for document in documents:
        for one in document.findings:
            if one.kind in _CARRIED:
                value = fold(document.text[one.start : one.end]).text.lower().strip()
                if len(value) >= _SHORTEST and not value.isdigit():
                    values.setdefault(value, one.kind)
    return values


def _small(text: str) -> str:
    """Lower a text without changing its length."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _take(document: Document, values: dict[str, str]) -> bool:
    folded = document.folded
    lower = _small(folded.text)
    present = [value for value in values if value in lower]
    if not present:
        return False
    taken = [(one.start, one.end) for one in document.findings]
    new: list[Finding] = []
    for value in sorted(present, key=len, reverse=True)[:_MOST]:
        for match in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", lower):
            start, end = folded.back(*match.span())
            if not any(left < end and right > start for left, right in taken):
                taken.append((start, end))
                new.append(Finding(start, end, values[value], 1.0, "carry"))
    if new:
        document.findings = sorted(document.findings + new, key=lambda one: one.start)
    return bool(new)
