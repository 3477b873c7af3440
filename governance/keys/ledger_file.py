"""The file of the deletion ledger, outside of both databases: one line of JSON for each deletion.

A line that was cut off while it was written is ended before the next one follows, and is passed
over when the file is read: it is no JSON, since a whole line ends with its last brace.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings

from governance.keys import whole

Line = dict[str, str]
TAIL = 4096
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file."""

    number: int
    head: str
    line: Line


def path() -> Path:
    """Return the file that the lines go to."""
    return Path(settings.OUTSIDE_DIR) / "deletions.jsonl"


def make() -> None:
    """Make the file, empty, where it is not there.

    Raises:
        OSError: its folder is away, or takes nothing.
    """
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # or a power cut could take the name of the file
    finally:
        os.close(folder)


def put_aside() -> None:
    """Give the file another name and make an empty one in its place."""
    file = path()
    if file.exists():
        file.replace(file.with_name(f"deletions.unusable-{secrets.token_hex(4)}.jsonl"))
    make()


@contextmanager
def held() -> Iterator[int]:
    """Open the file for adding; whoever else would add to it waits.

    Raises:
        OSError: it is not there (FileNotFoundError), or cannot be opened.
    """
    descriptor = os.open(path(), os.O_RDWR | os.O_APPEND)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def add(descriptor: int, lines: Iterable[str]) -> None:
    """Add lines, each with its end, whole; a line that was cut off before is ended first.

    Raises:
        OSError: the disk is full or broken. What was written stays, at worst with a line cut off.
    """
    rest = iter(lines)
    while part := "".join(islice(rest, AT_ONCE)):
        whole.write(descriptor, (whole.unbroken(descriptor) + part).encode())


def newest(descriptor: int) -> Entry | None:
    """Return the last whole line of an open file; None where it has none."""
    size = os.fstat(descriptor).st_size
    wanted = TAIL
    while True:
        start = max(0, size - wanted)
        lines = os.pread(descriptor, size - start, start).split(b"\n")
        for text in reversed(lines if start == 0 else lines[1:]):
            if found := _entry(text):
                return found
        if start == 0:
            return None
        wanted *= 4


def newest_there() -> Entry | None:
    """Return the last whole line of the file.

    Raises:
        OSError: it is not there (FileNotFoundError), or cannot be read.
    """
    descriptor = os.open(path(), os.O_RDONLY)
    try:
        return newest(descriptor)
    finally:
        os.close(descriptor)


def entries() -> Iterator[Entry]:
    """Yield the whole lines of the file in its order.

    Raises:
        FileNotFoundError: it is not there.
    """
    with path().open("rb") as file:
        for text in file:
            if found := _entry(text):
                yield found


def _entry(text: bytes) -> Entry | None:
    """Return what a line says; None where writing it was cut off."""
    try:
        row = json.loads(text)
        return Entry(int(row["number"]), str(row["head"]), dict(row["line"]))
    except (ValueError, KeyError, TypeError):
        return None
