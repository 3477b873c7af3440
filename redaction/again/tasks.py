"""Redacts again in the background, when live batches leave room for it."""

import logging

import redis
from celery import shared_task

from governance import announce
from redaction.again.run import run
from redaction.engine import EngineUnready, RedactionFailed

QUEUE = "redact"
WAITING = 20
"""With so many batches waiting, what is stored waits too."""
log = logging.getLogger(__name__)


@shared_task(ignore_result=True, soft_time_limit=120, time_limit=150)
def redact_again() -> None:
    """Go over what is stored for a while; the schedule comes back until all fits."""
    with announce.alone("redact-again", 160) as mine:
        if not mine or not _room():
            return
        try:
            run()
        except (EngineUnready, RedactionFailed) as fault:
            log.warning("what is stored waits to be redacted again: %s", type(fault).__name__)


def _room() -> bool:
    try:
        return int(announce.valkey().llen(QUEUE)) < WAITING
    except redis.RedisError:
        return False
