"""The deletion ledger: what was destroyed, chained, in the key store and in a file outside.

A restored database has forgotten its newest deletions; the file beside the checkpoints has not.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction

from governance.keys.models import Deletion

Line = dict[str, str]


def append(lines: Sequence[Line]) -> None:
    """Add lines. Called inside a transaction of the key store; the file follows its commit."""
    last = Deletion.objects.order_by("-number").first()
    number, head = (last.number, last.head) if last else (0, "0" * 64)
    rows = []
    for line in lines:
        text = json.dumps(line, sort_keys=True, separators=(",", ":"))
        number, head = number + 1, hashlib.sha256((head + text).encode()).hexdigest()
        rows.append(Deletion(number=number, line=text, head=head))
    Deletion.objects.bulk_create(rows)
    transaction.on_commit(lambda: _write(rows), using="keys")


def path() -> Path:
    """Return the file that the lines go to."""
    return Path(settings.OUTSIDE_DIR) / "deletions.jsonl"


def head() -> str:
    """Return the head of the chain in the key store."""
    last = Deletion.objects.order_by("-number").first()
    return last.head if last else "0" * 64


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
