"""Looks at processes that may end while they are looked at."""

import contextlib
from pathlib import Path

PROC = Path("/proc")
GONE = (FileNotFoundError, ProcessLookupError)  # it ended before, or between opening and reading


def children(pid: int) -> set[int]:
    """Return the direct children of a process."""
    with contextlib.suppress(*GONE):
        text = (PROC / f"{pid}/task/{pid}/children").read_text()
        return {int(child) for child in text.split()}
    return set()


def family(pid: int) -> set[int]:
    """Return a process and all that descend from it."""
    return {pid}.union(*(family(child) for child in children(pid)))


def command(pid: int) -> list[str]:
    """Return the words with which a process was started; none of one that has ended."""
    with contextlib.suppress(*GONE):
        return (PROC / str(pid) / "cmdline").read_bytes().decode().split("\0")
    return [""]


def gone(pids: set[int]) -> bool:
    """Tell whether none of these processes lives any more; a zombie does not."""
    for pid in pids:
        with contextlib.suppress(*GONE):
            state = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
            if state not in "ZX":
                return False
    return True
