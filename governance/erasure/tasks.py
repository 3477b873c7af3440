"""Runs erasures: when one begins, and every few seconds what is not done."""

import uuid

from celery import shared_task

from governance import announce
from governance.erasure import run as running
from governance.keys import ring


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def run(erasure_id: str) -> None:
    """Carry one erasure as far as it goes now."""
    running.advance(uuid.UUID(erasure_id))


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def sweep() -> None:
    """Continue every erasure that is not done, and press the key store's log flat."""
    with announce.alone("erasures", 300) as mine:
        if not mine:
            return
        for erasure_id in running.unfinished():
            running.advance(erasure_id)
        ring.settle()
