"""The pace at which an erasure is seen to go on: the same for everyone, whatever is there."""

from datetime import datetime, timedelta

LEAST = timedelta(seconds=90)
"""No request ends sooner. An erasure takes a minute by itself, until copies of keys have passed."""
STEPS = tuple(timedelta(seconds=second) for second in (5, 20, 25, 30))
"""When each step but the last is seen at the earliest, counted from the beginning."""


def seen(begun: datetime, now: datetime) -> int:
    """Return how many steps can be seen."""
    return sum(begun + step <= now for step in STEPS)
