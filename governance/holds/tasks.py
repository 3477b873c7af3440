"""Ends holds on their day, certifies their end, and sends what they owe by mail."""

import logging
import uuid

from celery import shared_task

from governance import announce
from governance.holds import acts, ending, letters, opening

log = logging.getLogger(__name__)


@shared_task(ignore_result=True, soft_time_limit=60, time_limit=90)
def tell(hold_id: str) -> None:
    """Send the letters of one hold."""
    letters.send_due(uuid.UUID(hold_id))


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def expire() -> None:
    """End what has reached its day; doing it twice ends nothing more."""
    with announce.alone("holds", 300) as mine:
        if mine:
            acts.lapse_proposals()
            ending.end_due()
            opening.forget_old()


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def sweep() -> None:
    """Certify ends that have become true, and send letters whose task was lost."""
    with announce.alone("hold-letters", 300) as mine:
        if not mine:
            return
        ending.sweep_keys()
        ending.settle_all()
        for hold_id in letters.owing():
            _tell(hold_id)


def _tell(hold_id: uuid.UUID) -> None:
    """Send; what fails is tried again with the next sweep and holds up no other."""
    try:
        letters.send_due(hold_id)
    except Exception as fault:  # noqa: BLE001 (a message could name an address)
        log.warning("letters of a hold wait for the next sweep: %s", type(fault).__name__)
