"""Runs erasures: when one begins, and every few seconds what is not done."""

import logging
import uuid

from celery import shared_task

from governance import announce
from governance.erasure import run as running
from governance.holdings import owing, walk
from governance.keys import ledger, ring

log = logging.getLogger(__name__)


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def run(erasure_id: str) -> None:
    """Carry one erasure as far as it goes now."""
    running.advance(uuid.UUID(erasure_id))


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def sweep() -> None:
    """Continue every erasure that is not done, and press the key store's log flat.

    The deletion ledger, and its file outside, get the lines that were kept from them.
    """
    with announce.alone("erasures", 60) as mine:
        if not mine:
            return
        _note_gone()
        waiting = running.unfinished()
        for erasure_id in waiting:
            _advance(erasure_id)
        if waiting:
            _finish()
        ring.settle()


def _note_gone() -> None:
    """Bring up the ledger from the rows, and its file from the ledger."""
    try:
        owing.note_gone()
    except Exception as fault:  # noqa: BLE001 (a message could name a row)
        log.warning("lines of the ledger wait for the next sweep: %s", type(fault).__name__)
    ledger.follow()


def _finish() -> None:
    """End keys that a process left which died; rows that do not open hold up no other."""
    try:
        walk.finish()
    except Exception as fault:  # noqa: BLE001 (a message could name a row)
        log.warning("keys wait for the next sweep: %s", type(fault).__name__)


def _advance(erasure_id: uuid.UUID) -> None:
    """Continue one; what fails is tried again with the next sweep and holds up no other."""
    try:
        running.advance(erasure_id)
    except Exception as fault:  # noqa: BLE001 (a message could name a row)
        log.warning("erasure waits for the next sweep: %s", type(fault).__name__)
