"""Periodic work on figures."""

from celery import shared_task

from governance import announce
from governance.accountability import figures


@shared_task(ignore_result=True)
def make_figures() -> None:
    """Make the figures of this week, once; later calls in the week change nothing."""
    with announce.alone("figures", 3600) as mine:
        if mine:
            figures.make()
