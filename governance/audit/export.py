"""Export of the log as CSV or JSONL, made while it is sent, and itself an entry of the log.

Hashes are hexadecimal. With `random` and `commitment` anyone can compute the leaf of a line anew.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from enum import StrEnum

from django.db import transaction

from governance.audit import full, search
from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.audit.record import About, Actor, record
from governance.audit.search import Search

COLUMNS = (
    "type",
    "day",
    "role",
    "act",
    "purpose",
    "subject",
    "outcome",
    "people",
    "id",
    "random",
    "commitment",
    "leaf",
)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a cell that begins so for a formula."""

Line = dict[str, str | int]


class Format(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSONL = "jsonl"
    FULL = "full"


def export(wanted: Search, form: Format, actor: Actor, totals: Iterable[Line]) -> Iterator[str]:
    """Record the export, and return its lines: entries first, then totals of days.

    Args:
        wanted: what to export; a full export goes through everything.
        form: how it is written.
        actor: who asks.
        totals: lines of totals, of columns in `COLUMNS`.
    """
    with transaction.atomic():
        details = {"format": str(form), **wanted.as_details()}
        record(Act.LOG_EXPORTED, actor, About(details=details))
    if form == Format.FULL:
        return _jsonl(full.lines(_line))
    lines = _lines(wanted, totals)
    return _csv(lines) if form == Format.CSV else _jsonl(lines)


def safe(cell: str | int) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _lines(wanted: Search, totals: Iterable[Line]) -> Iterator[Line]:
    for entry in search.every(wanted):
        yield _line(entry)
    yield from totals


def _line(entry: AuditEntry) -> Line:
    return {
        "type": "entry",
        "day": entry.day.isoformat(),
        "role": entry.role,
        "act": entry.act,
        "purpose": entry.purpose,
        "subject": entry.subject,
        "outcome": entry.outcome,
        "id": str(entry.pk),
        "random": bytes(entry.random).hex(),
        "commitment": bytes(entry.commitment).hex(),
        "leaf": bytes(entry.leaf).hex(),
    }


def _jsonl(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


class _Echo:
    """Hands back what the writer of CSV would write to a file."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def _csv(lines: Iterable[Line]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for line in lines:
        yield writer.writerow([safe(line.get(column, "")) for column in COLUMNS])
