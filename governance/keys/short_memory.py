"""Copies of keys in a process, for a minute at most: also in one that has nothing to do."""

import os
import threading
import time
import weakref
from typing import Generic, TypeVar

Value = TypeVar("Value")
COPIES_LIVE = 60.0
"""Seconds: after them a destroyed key is in no process any more."""
_all: "weakref.WeakSet[ShortMemory[object]]" = weakref.WeakSet()


class ShortMemory(Generic[Value]):
    """A small map whose entries end after a fixed time.

    Counted on CLOCK_BOOTTIME, which goes on while the machine sleeps. While there is something in
    it a thread waits for the end of the oldest; without it a copy would stay until the next use.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._known: dict[str, tuple[float, Value]] = {}
        self._lock = threading.Lock()
        self._sweeper: threading.Thread | None = None
        _all.add(self)  # type: ignore[arg-type]  # any kind of value

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
            self._known[name] = (now(), value)
            if self._sweeper is None or not self._sweeper.is_alive():
                self._sweeper = threading.Thread(target=self._keep_sweeping, daemon=True)
                self._sweeper.start()
        return value

    def forget(self, name: str) -> None:
        """Drop one value."""
        with self._lock:
            self._known.pop(name, None)

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._known.clear()

    def begin_anew(self) -> None:
        """Be empty in a child process, where neither the thread nor a held lock came along."""
        self._known, self._lock, self._sweeper = {}, threading.Lock(), None

    def _sweep(self) -> None:
        oldest = now() - self._seconds
        self._known = {name: at for name, at in self._known.items() if at[0] > oldest}

    def _keep_sweeping(self) -> None:
        while True:
            with self._lock:
                self._sweep()
                if not self._known:
                    self._sweeper = None
                    return
                wait = min(at for at, _ in self._known.values()) + self._seconds - now()
            time.sleep(
                min(max(wait, 0.01), 1.0)
            )  # a second at most, as a sleep stops with a laptop


def now() -> float:
    """Return the seconds since the machine was started, those asleep too."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def forget_all() -> None:
    """Drop every copy in this process: after a restore, or between tests."""
    for memory in list(_all):
        memory.clear()


def _begin_anew() -> None:
    for memory in list(_all):
        memory.begin_anew()


os.register_at_fork(after_in_child=_begin_anew)
