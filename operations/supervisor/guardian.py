"""Clears up after a supervisor that was killed: ends all sessions that it began.

Run as a script. It reads lines `+SESSION` and `-SESSION` from its standard input; when the input
ends, the supervisor is gone, and whatever still lives in those sessions is killed. The tie of
`tether` reaches the programs alone; this reaches the children that they made.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Collection
from pathlib import Path

PROC = Path("/proc")


def members(sessions: Collection[int]) -> list[int]:
    """Return the numbers of the living processes that belong to these sessions."""
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):  # it ended meanwhile
                state, _parent, _group, session = _facts(entry)
                if int(session) in sessions and state not in "ZX":
                    found.append(int(entry.name))
    return found


def _facts(entry: Path) -> list[str]:
    """Return state, parent, group and session of a process: proc(5), /proc/pid/stat."""
    return (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:4]


def end(sessions: Collection[int]) -> None:
    """Kill all members of these sessions, also those that are born meanwhile."""
    while sessions and (pids := members(sessions)):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def main() -> None:
    """Keep the list of sessions until the supervisor is gone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sessions: set[int] = set()
    for line in sys.stdin:
        change = sessions.add if line[0] == "+" else sessions.discard
        change(int(line[1:]))
    end(sessions)


if __name__ == "__main__":
    main()
