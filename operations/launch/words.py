"""What `./run` says, and how it says that it cannot go on."""

import sys


class CannotStart(Exception):
    """Something outside Sayso is in the way; the text says what, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")


def say(line: str = "") -> None:
    """Write a line for the person at the terminal, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def warn(line: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
