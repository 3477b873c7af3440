"""Copies of keys in a process, for a minute at most."""

import time
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class ShortMemory(Generic[Value]):
    """A small map whose entries end after a fixed time.

    Counted on CLOCK_BOOTTIME, which goes on while the machine sleeps.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._known: dict[str, tuple[float, Value]] = {}
        self._lock = Lock()

    def get(self, name: str) -> Value | None:
        """Return the value, or None where it is unknown or too old."""
        with self._lock:
            self._sweep()
            found = self._known.get(name)
            return found[1] if found else None

    def put(self, name: str, value: Value) -> Value:
        """Remember a value and return it."""
        with self._lock:
            self._sweep()
            self._known[name] = (time.clock_gettime(time.CLOCK_BOOTTIME), value)
        return value

    def forget(self, name: str) -> None:
        """Drop one value."""
        with self._lock:
            self._known.pop(name, None)

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._known.clear()

    def _sweep(self) -> None:
        oldest = time.clock_gettime(time.CLOCK_BOOTTIME) - self._seconds
        self._known = {name: at for name, at in self._known.items() if at[0] > oldest}
