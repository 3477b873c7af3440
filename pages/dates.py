"""Days, times and numbers as each language writes them; the patterns are in the catalogues."""

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import pgettext


def day(value: date) -> str:
    """Write a day out: 4 December 2026."""
    return formats.date_format(value, pgettext("date format", "j F Y"))


def day_and_month(value: date) -> str:
    """Write a day without its year: 4 December."""
    return formats.date_format(value, pgettext("day and month", "j F"))


def weekday(value: date) -> str:
    """Write a day with the day of its week: Friday, 4 December."""
    return formats.date_format(value, pgettext("day of the week, day and month", "l, j F"))


def moment(value: datetime) -> str:
    """Write a day and a local time out: 4 December 2026, 17:00."""
    local = timezone.localtime(value)
    return formats.date_format(local, pgettext("date and time format", "j F Y, H:i"))


def time(value: datetime) -> str:
    """Write a local time: 17:00."""
    return formats.time_format(timezone.localtime(value), "H:i")


def number(value: int) -> str:
    """Write a number with the marks of the language between its thousands: 1,204."""
    return formats.number_format(value, force_grouping=True)
