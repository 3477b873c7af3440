"""Periodic work on keys."""

from celery import shared_task

from governance.keys import intake


@shared_task(ignore_result=True)
def rotate_intake() -> None:
    """Make the next intake keys and destroy old ones; runs on a redaction worker."""
    intake.rotate()
