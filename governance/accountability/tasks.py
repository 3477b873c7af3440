"""Periodic work on figures."""

from celery import shared_task

from governance import announce
from governance.accountability import day_totals, figures


@shared_task(ignore_result=True)
def make_figures() -> None:
    """Make the figures of this week, and totals of days that have passed, once each."""
    with announce.alone("figures", 3600) as mine:
        if mine:
            figures.make()
            day_totals.make()
