"""The one clock of the server: UTC, aware, settable by tests and by the demonstration's past."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta

_set: ContextVar[datetime | None] = ContextVar("sayso_clock", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _set.get() or datetime.now(UTC)  # noqa: TID251 (this is the clock)


def today() -> date:
    """Return the present day in UTC."""
    return now().date()


def week_of(day: date) -> str:
    """Return the ISO week of a day, such as `2026-W48`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at a moment."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Let the clock stand at a distance from now, negative for the past."""
    with at(now() + by):
        yield
