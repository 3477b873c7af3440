"""Checkpoints outside the database: every one in a line, and the newest as a file of its own."""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from governance.audit.checkpoints import Checkpoint
from governance.keys import whole

HISTORY = "checkpoints.jsonl"
NEWEST = "checkpoint.txt"
COSIGNED = "checkpoint.cosigned.txt"
TAIL = 65_536
log = logging.getLogger(__name__)


def write(checkpoint: Checkpoint) -> None:
    """Add a checkpoint to the history, durably, then to the second folder where there is one.

    Raises:
        OSError: the first folder takes nothing; the next round of the sequencer tries again.
    """
    _write(Path(settings.OUTSIDE_DIR), checkpoint.note)
    if settings.CHECKPOINTS_COPY:
        try:
            _write(Path(settings.CHECKPOINTS_COPY), checkpoint.note)
        except OSError as error:
            log.warning("second folder of checkpoints takes nothing: %s", type(error).__name__)


def write_cosigned(note: str) -> None:
    """Keep the newest checkpoint with its cosignatures beside the others, in both folders."""
    for folder in (settings.OUTSIDE_DIR, settings.CHECKPOINTS_COPY):
        if not folder:
            continue
        try:
            Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
            _replace(Path(folder) / COSIGNED, note)
        except OSError as error:
            log.warning("cosigned checkpoint is not kept outside: %s", type(error).__name__)


def newest() -> str | None:
    """Return the newest note of the history; None where there is none."""
    path = Path(settings.OUTSIDE_DIR) / HISTORY
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        lines = file.read().split(b"\n")
    whole = [line for line in lines[:-1] if line.strip()]
    return _note(whole[-1]) if whole else None


def history() -> Iterator[str]:
    """Yield every note, the oldest first; a line that is not whole yet is left out."""
    path = Path(settings.OUTSIDE_DIR) / HISTORY
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n") and line.strip():
                yield _note(line)


def _note(line: bytes) -> str:
    """Return the note of a line; a line that is none yields a text that no key has signed."""
    try:
        return str(json.loads(line)["note"])
    except (ValueError, KeyError, TypeError):
        return ""


def _write(folder: Path, note: str) -> None:
    """Write under a lock of the file, as another sequencer may be a moment behind."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = json.dumps({"note": note}, ensure_ascii=False) + "\n"
    descriptor = os.open(folder / HISTORY, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        whole.write(descriptor, (whole.unbroken(descriptor) + line).encode())
        os.fsync(descriptor)
        _replace(folder / NEWEST, note)
    finally:
        os.close(descriptor)


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
