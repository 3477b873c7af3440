"""At most one Sayso for a state folder: the lock, and the note of the one that runs."""

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from operations.launch.places import Places
from operations.launch.words import CannotStart, say

LOCK_VARIABLE = "SAYSO_LOCK_FD"
"""Number of the open lock file, handed from `./run` to the supervisor that replaces it."""

PATIENCE = 20.0
"""Seconds to wait for the helpers of a supervisor that was killed to clear up."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the running supervisor wrote down about itself."""

    pid: int
    address: str


def lock_path(places: Places) -> Path:
    """Return the file whose lock the supervisor holds."""
    return places.var / "running.lock"


def take_lock(places: Places) -> int:
    """Return the descriptor of the lock, which stays held until the process ends.

    Raises:
        CannotStart: another one runs here.
    """
    descriptor = os.open(lock_path(places), os.O_RDWR | os.O_CREAT, 0o600)
    end = time.monotonic() + PATIENCE
    told = False
    while not _locked(descriptor):
        note = read_note(places)
        if note is not None and alive(note.pid):
            raise CannotStart(
                f"Sayso is running already (process {note.pid}): {note.address}",
                f"Stop it with Ctrl-C where it runs, or with: kill {note.pid}",
            )
        if time.monotonic() > end:
            raise CannotStart(
                "Another ./run is starting or stopping here.", "Try again in a minute."
            )
        if not told:
            say("Waiting for the previous one to end ...")
            told = True
        time.sleep(0.25)
    return descriptor


def _locked(descriptor: int) -> bool:
    """Try to take the lock."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def inherited_lock() -> int | None:
    """Return the lock that `./run` took before it became this process."""
    number = os.environ.pop(LOCK_VARIABLE, "")
    return int(number) if number else None


def note_path(places: Places) -> Path:
    """Return the file in which the supervisor says that it runs."""
    return places.var / "running.json"


def write_note(places: Places, note: Note) -> None:
    """Write down who runs here, in one step."""
    fresh = note_path(places).with_suffix(".new")
    fresh.write_text(json.dumps(asdict(note)))
    fresh.chmod(0o600)
    fresh.rename(note_path(places))


def read_note(places: Places) -> Note | None:
    """Return the note of the last supervisor; it may be gone."""
    try:
        return Note(**json.loads(note_path(places).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def alive(pid: int) -> bool:
    """Tell whether a process of this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
