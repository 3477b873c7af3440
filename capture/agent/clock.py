"""The agent's only source of time.

A lease counts on CLOCK_BOOTTIME, which goes on while the computer sleeps; CLOCK_MONOTONIC does
not. Where the two part, the computer has slept.
"""

import time
from datetime import UTC, datetime
from typing import Final, Protocol

PARTED_SECONDS: Final = 1.0
"""How far the two clocks may drift apart before it counts as a suspend."""


class Clock(Protocol):
    """Time in seconds; `boottime` and `monotonic` start at an arbitrary moment."""

    def boottime(self) -> float:
        """Return seconds since boot, sleep included."""

    def monotonic(self) -> float:
        """Return seconds since boot, sleep left out."""

    def wall(self) -> datetime:
        """Return the date and time, aware, in UTC."""


class SystemClock:
    """The clocks of Linux."""

    def boottime(self) -> float:
        """Return CLOCK_BOOTTIME in seconds."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def monotonic(self) -> float:
        """Return CLOCK_MONOTONIC in seconds."""
        return time.clock_gettime(time.CLOCK_MONOTONIC)

    def wall(self) -> datetime:
        """Return the time of day in UTC."""
        return datetime.fromtimestamp(time.clock_gettime(time.CLOCK_REALTIME), UTC)


class SetClock:
    """A clock that is set by hand, for scripted runs (demonstration, tests)."""

    def __init__(self, wall: datetime, boottime: float = 1000.0) -> None:
        self._boottime = boottime
        self._monotonic = boottime
        self._wall = wall

    def boottime(self) -> float:
        """Return the seconds that were set."""
        return self._boottime

    def monotonic(self) -> float:
        """Return the seconds that were set, less those of sleep."""
        return self._monotonic

    def wall(self) -> datetime:
        """Return the date and time that were set."""
        return self._wall

    def advance(self, seconds: float) -> None:
        """Let time pass while the computer is awake."""
        self._monotonic += seconds
        self._boottime += seconds
        self._wall = datetime.fromtimestamp(self._wall.timestamp() + seconds, UTC)

    def sleep_computer(self, seconds: float) -> None:
        """Let time pass while the computer is suspended."""
        self._boottime += seconds
        self._wall = datetime.fromtimestamp(self._wall.timestamp() + seconds, UTC)

    def set_wall(self, wall: datetime) -> None:
        """Turn the date and time alone, as a person can."""
        self._wall = wall


class SuspendWatch:
    """Tells whether the computer slept since the last look."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._gap = self._now()

    def _now(self) -> float:
        return self._clock.boottime() - self._clock.monotonic()

    def slept(self) -> bool:
        """Return whether the clocks have parted since the last call (or since the start)."""
        gap = self._now()
        parted = abs(gap - self._gap) > PARTED_SECONDS
        self._gap = gap
        return parted
