"""What `./run` says, and how it says that it cannot go on."""

import os
import sys


class CannotStart(Exception):
    """Something outside Sayso is in the way; the text says what, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")


def say(line: str = "") -> None:
    """Write a line for the person at the terminal, at once.

    When nobody can read it any more (a closed terminal, the end of `./run | head`, a full disk
    behind a file), the line is lost and the work goes on: stopping in order matters more.
    """
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # else the next line and the end of Python fail too
        os.close(nowhere)


def warn(line: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
