"""The deletion ledger: what was destroyed, chained, in the key store and in a file outside.

A restored database has forgotten its newest deletions; the file beside the checkpoints has not.
The file follows the key store, since a line counts with the commit of what it tells of alone. What
a process that died, or a full disk, kept from the file is written there later (`follow`).
"""

import hashlib
import json
import logging
import os
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import DatabaseError, connections, transaction

from governance.errors import Refusal
from governance.keys import ledger_file
from governance.keys.ledger_file import Entry, Line
from governance.keys.models import Deletion

LOCK = 0x5A7_50_1ED
"""The name of the lock under which lines are added; PostgreSQL wants a number."""
BEFORE = (0, "0" * 64)
"""Number and head before the first line."""
MOMENT = 0.5
"""Seconds, in which a line that is on its way has come."""
log = logging.getLogger(__name__)


def append(lines: Sequence[Line]) -> None:
    """Add lines. Called inside a transaction of the key store; the file follows its commit."""
    _one_at_a_time()
    number, head = _last()
    if not number:
        _begin_if_possible()
    rows = []
    for line in lines:
        text = _text(line)
        number, head = number + 1, hashlib.sha256((head + text).encode()).hexdigest()
        rows.append(Deletion(number=number, line=text, head=head))
    Deletion.objects.bulk_create(rows)
    transaction.on_commit(follow, using="keys")


def note_revoked(devices: Sequence[uuid.UUID]) -> None:
    """Note removed devices, so that they stay removed where an older copy is restored."""
    with transaction.atomic(using="keys"):
        append([{"device": str(device)} for device in devices])


def path() -> Path:
    """Return the file that the lines go to."""
    return ledger_file.path()


def head() -> str:
    """Return the head of the chain in the key store."""
    return _last()[1]


def begin() -> None:
    """Make the file where nothing was ever deleted, so that a missing one always means a loss."""
    if not path().exists() and not Deletion.objects.exists():
        ledger_file.make()


def follow() -> bool:
    """Write every line that the file has not; tell whether it has all that is committed.

    Called after each commit, with each sweep of erasures, at each start, and before a certificate
    is issued: a certificate promises more than a restore keeps while the file is behind. What is
    committed goes on where the file cannot be written; the certificate waits.

    Nothing is written where the file is missing, is of another key store, or knows more than this
    one: then an older copy was put in place (`governance.leases.restored`).
    """
    if connections["keys"].in_atomic_block:
        return False  # what is not committed must not be told
    try:
        if not path().exists():
            return not Deletion.objects.exists()
        with ledger_file.held() as file:
            return _bring_up(file)
    except (OSError, DatabaseError) as fault:
        log.warning("the deletion ledger outside waits: %s", type(fault).__name__)
        return False


def level() -> bool:
    """Tell whether the newest line of the file is the newest of the key store.

    For a moment after each commit it is not.
    """
    try:
        newest = ledger_file.newest_there()
    except OSError:
        return not Deletion.objects.exists()
    return _place(newest) == _last()


def behind() -> bool:
    """Tell whether the file stays behind for longer than the moment after a commit."""
    if level():
        return False
    time.sleep(MOMENT)
    return not level()


class Unknown(Refusal):
    """The file outside cannot say what was deleted since the key store was copied."""

    code = "deletions-unknown"


def newer() -> list[Entry]:
    """Return the lines that the file has and the key store has forgotten, chain checked.

    Raises:
        Unknown: the file is missing, older than the key store, of another one, has a gap, or two
            lines of one number that differ.
    """
    known = _read_file()
    number, head = _last()
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
    """Put the old file aside and write what the key store knows: the only account there is.

    Raises:
        OSError: it cannot be written.
    """
    ledger_file.put_aside()
    with ledger_file.held() as file:
        _bring_up(file)


def _last() -> tuple[int, str]:
    """Return number and head of the newest line of the key store."""
    row = Deletion.objects.order_by("-number").values_list("number", "head").first()
    return row or BEFORE


def _place(entry: Entry | None) -> tuple[int, str]:
    return (entry.number, entry.head) if entry else BEFORE


def _begin_if_possible() -> None:
    """Begin the file with the first line of all; where that fails, the deletion goes on."""
    try:
        begin()
    except OSError as fault:
        log.warning("the deletion ledger outside cannot begin: %s", type(fault).__name__)


def _bring_up(file: int) -> bool:
    """Add to the open file what it has not; tell whether it has it all now."""
    number, head = _place(ledger_file.newest(file))
    if number and not Deletion.objects.filter(number=number, head=head).exists():
        return False
    rows = Deletion.objects.filter(number__gt=number).order_by("number")
    ledger_file.add(file, (_as_line(row) for row in rows.iterator(2000)))
    os.fsync(file)  # a line that another process wrote before it died is pressed down too
    return True


def _as_line(row: Deletion) -> str:
    return f'{{"number":{row.number},"head":"{row.head}","line":{row.line}}}\n'


def _one_at_a_time() -> None:
    """Wait until no other transaction adds lines: two of them would take the same number.

    On SQLite a writing transaction begins IMMEDIATE, so that one is at work at a time anyway.
    """
    connection = connections["keys"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _read_file() -> dict[int, Entry]:
    known: dict[int, Entry] = {}
    try:
        for entry in ledger_file.entries():
            if known.setdefault(entry.number, entry) != entry:
                raise Unknown
    except FileNotFoundError:
        raise Unknown from None
    return known


def _text(line: Line) -> str:
    return json.dumps(line, sort_keys=True, separators=(",", ":"))
