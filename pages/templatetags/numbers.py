"""Writes numbers as each language does."""

from django import template

from pages import dates

register = template.Library()


@register.filter
def grouped(value: int) -> str:
    """Write a number with the marks of the language between its thousands."""
    return dates.number(value)
