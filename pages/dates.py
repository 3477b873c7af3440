"""Days, times and numbers as each language writes them; the patterns are in the catalogues."""

import re
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import pgettext

NO_BREAK = "\N{NO-BREAK SPACE}"
_INSIDE = re.compile(r"(?<=j) |(?<=j\.) | (?=F)")
"""The spaces of a pattern where no line may end: between a day and its month."""


def day(value: date) -> str:
    """Write a day out: 4 December 2026."""
    return _written(value, pgettext("date format", "j F Y"))


def day_and_month(value: date) -> str:
    """Write a day without its year: 4 December."""
    return _written(value, pgettext("day and month", "j F"))


def weekday(value: date) -> str:
    """Write a day with the day of its week: Friday, 4 December."""
    return _written(value, pgettext("day of the week, day and month", "l, j F"))


def moment(value: datetime) -> str:
    """Write a day and a local time out: 4 December 2026, 17:00."""
    return _written(timezone.localtime(value), pgettext("date and time format", "j F Y, H:i"))


def time(value: datetime) -> str:
    """Write a local time: 17:00."""
    return formats.time_format(timezone.localtime(value), "H:i")


def number(value: int) -> str:
    """Write a number with the marks of the language between its thousands: 1,204."""
    return formats.number_format(value, force_grouping=True)


def _written(value: date, pattern: str) -> str:
    """Write after a pattern, and keep day and month in one line."""
    return formats.date_format(value, _INSIDE.sub(NO_BREAK, pattern))
