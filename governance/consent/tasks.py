"""Periodic work on consent."""

from celery import shared_task

from governance.consent import renewal


@shared_task(ignore_result=True)
def expire() -> None:
    """End what ended by itself; doing it twice changes nothing."""
    renewal.give_everyone_a_state()
    renewal.end_what_ended()
