"""The deletion ledger: what was destroyed, chained, in the key store and in a file outside.

A restored database has forgotten its newest deletions; the file beside the checkpoints has not.
"""

import hashlib
import json
import os
import secrets
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction

from governance.errors import Refusal
from governance.keys.models import Deletion

Line = dict[str, str]
LOCK = 0x5A7_50_1ED
"""The name of the lock under which lines are added; PostgreSQL wants a number."""


def append(lines: Sequence[Line]) -> None:
    """Add lines. Called inside a transaction of the key store; the file follows its commit."""
    _one_at_a_time()
    last = Deletion.objects.order_by("-number").first()
    number, head = (last.number, last.head) if last else (0, "0" * 64)
    rows = []
    for line in lines:
        text = _text(line)
        number, head = number + 1, hashlib.sha256((head + text).encode()).hexdigest()
        rows.append(Deletion(number=number, line=text, head=head))
    Deletion.objects.bulk_create(rows)
    transaction.on_commit(lambda: _write(rows), using="keys")


def note_revoked(device: uuid.UUID) -> None:
    """Note a removed device, so that it stays removed where an older copy is restored."""
    with transaction.atomic(using="keys"):
        append([{"device": str(device)}])


def path() -> Path:
    """Return the file that the lines go to."""
    return Path(settings.OUTSIDE_DIR) / "deletions.jsonl"


def head() -> str:
    """Return the head of the chain in the key store."""
    last = Deletion.objects.order_by("-number").first()
    return last.head if last else "0" * 64


def begin() -> None:
    """Make the file where nothing was ever deleted, so that a missing one always means a loss."""
    if not path().exists() and not Deletion.objects.exists():
        _write(())


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file outside."""

    number: int
    head: str
    line: Line


class Unknown(Refusal):
    """The file outside cannot say what was deleted since the key store was copied."""

    code = "deletions-unknown"


def newer() -> list[Entry]:
    """Return the lines that the file has and the key store has forgotten, chain checked.

    Raises:
        Unknown: the file is missing, older than the key store, of another one, or has a gap.
    """
    known = {entry.number: entry for entry in _read_file()}
    last = Deletion.objects.order_by("-number").first()
    number, head = (last.number, last.head) if last else (0, "0" * 64)
    if number and (number not in known or known[number].head != head):
        raise Unknown
    fresh = [known[found] for found in sorted(known) if found > number]
    for entry in fresh:
        number += 1
        head = hashlib.sha256((head + _text(entry.line)).encode()).hexdigest()
        if (entry.number, entry.head) != (number, head):
            raise Unknown
    return fresh


def take_back(entries: Sequence[Entry]) -> None:
    """Put lines of the file into the key store again, in the caller's transaction of it."""
    rows = [Deletion(number=e.number, line=_text(e.line), head=e.head) for e in entries]
    Deletion.objects.bulk_create(rows, batch_size=500)


def since(number: int) -> Iterator[Line]:
    """Yield the lines of the key store after a number."""
    rows = Deletion.objects.filter(number__gt=number).order_by("number")
    for text in rows.values_list("line", flat=True).iterator(2000):
        yield json.loads(text)


def write_anew() -> None:
    """Put the old file aside and write what the key store knows: the only account there is."""
    file = path()
    if file.exists():
        file.replace(file.with_name(f"deletions.unusable-{secrets.token_hex(4)}.jsonl"))
    _write(list(Deletion.objects.order_by("number")))


def _one_at_a_time() -> None:
    """Wait until no other transaction adds lines: two of them would take the same number.

    On SQLite a writing transaction begins IMMEDIATE, so that one is at work at a time anyway.
    """
    connection = connections["keys"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _read_file() -> Iterator[Entry]:
    """Yield the entries; a last line that was cut off while it was written is left out."""
    try:
        lines = path().read_bytes().split(b"\n")
    except FileNotFoundError:
        raise Unknown from None
    for place, text in enumerate(lines):
        if not text:
            continue
        try:
            row = json.loads(text)
            yield Entry(int(row["number"]), str(row["head"]), dict(row["line"]))
        except (ValueError, KeyError, TypeError):
            if place != len(lines) - 1:
                raise Unknown from None


def _text(line: Line) -> str:
    return json.dumps(line, sort_keys=True, separators=(",", ":"))


def _write(rows: Sequence[Deletion]) -> None:
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = "".join(f'{{"number":{r.number},"head":"{r.head}","line":{r.line}}}\n' for r in rows)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
