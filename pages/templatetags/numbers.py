"""Writes numbers and days as each language does."""

from datetime import date, datetime

from django import template

from pages import dates

register = template.Library()


@register.filter
def grouped(value: int) -> str:
    """Write a number with the marks of the language between its thousands."""
    return dates.number(value)


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """Write a day out: 4 December 2026."""
    return dates.day(value) if value else ""


@register.filter(expects_localtime=True)
def day_and_month(value: date | None) -> str:
    """Write a day without its year: 4 December."""
    return dates.day_and_month(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """Write a day and a local time out: 4 December 2026, 17:00."""
    return dates.moment(value) if value else ""
