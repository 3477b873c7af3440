"""Periodic work on keys."""

from celery import shared_task

from governance import announce
from governance.keys import intake


@shared_task(ignore_result=True)
def rotate_intake() -> None:
    """Make the next intake keys and destroy old ones; runs on a redaction worker."""
    if intake.rotate():
        announce.everyone_ask_again()  # those who asked before there was a key have no lease
