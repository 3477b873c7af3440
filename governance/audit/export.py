"""Export of the log as CSV or JSONL, made while it is sent, and itself an entry of the log.

Hashes are hexadecimal. With `random` and `commitment` anyone can compute the leaf of a line anew.
In JSONL the first line is the newest checkpoint, and each entry has its place under it and the
path to its root (base64), so that each line proves itself; an entry without a place says so.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from django.db import transaction

from governance.audit import evidence, full, proved, search
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
Proved = dict[str, object]


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
    if form == Format.CSV:
        return _csv(_lines(wanted, totals))
    return _jsonl(_proved(wanted, totals))


def safe(cell: str | int) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _lines(wanted: Search, totals: Iterable[Line]) -> Iterator[Line]:
    for entry in search.every(wanted):
        yield _line(entry)
    yield from totals


def _proved(wanted: Search, totals: Iterable[Line]) -> Iterator[Proved]:
    newest = evidence.newest(None)
    size = newest.size if newest else 0
    yield {"type": "checkpoint", "size": size, "note": newest.note if newest else ""}
    for one in proved.place(search.every(wanted), size):
        if one.index is None:
            yield {**_line(one.entry), "index": None, "waiting": "its place follows in seconds"}
        else:
            yield {**_line(one.entry), "index": one.index, "path": list(one.path)}
    for total in totals:
        yield {**total}


def _line(entry: AuditEntry) -> Line:
    return {"type": "entry", **proved.line(entry), "leaf": bytes(entry.leaf).hex()}


def _jsonl(lines: Iterable[Mapping[str, object]]) -> Iterator[str]:
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
