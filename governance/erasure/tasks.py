"""Runs erasures: when one begins, and every few seconds what is not done."""

import logging
import uuid

from celery import shared_task

from governance import announce
from governance.erasure import run as running
from governance.keys import ring

log = logging.getLogger(__name__)


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def run(erasure_id: str) -> None:
    """Carry one erasure as far as it goes now."""
    running.advance(uuid.UUID(erasure_id))


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def sweep() -> None:
    """Continue every erasure that is not done, and press the key store's log flat."""
    with announce.alone("erasures", 60) as mine:
        if not mine:
            return
        for erasure_id in running.unfinished():
            _advance(erasure_id)
        ring.settle()


def _advance(erasure_id: uuid.UUID) -> None:
    """Continue one; what fails is tried again with the next sweep and holds up no other."""
    try:
        running.advance(erasure_id)
    except Exception as fault:  # noqa: BLE001 (a message could name a row)
        log.warning("erasure waits for the next sweep: %s", type(fault).__name__)
