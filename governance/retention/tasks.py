"""Periodic work on retention."""

from celery import shared_task

from governance import announce
from governance.retention import nightly as work


@shared_task(ignore_result=True)
def nightly() -> None:
    """Delete what is past its day; doing it twice deletes nothing more."""
    with announce.alone("retention", 3600) as mine:
        if mine:
            work.run()
