"""Redacts batches, and finds those whose message was lost."""

import uuid

import redis
from celery import shared_task

from governance import announce
from redaction import inbox, intake, pipeline

QUEUE = "redact"
AT_ONCE = 200


@shared_task(acks_late=True, ignore_result=True, soft_time_limit=60, time_limit=90)
def redact_batch(batch_id: str) -> None:
    """Redact one batch; the row decides, not the message."""
    if batch := inbox.claim(uuid.UUID(batch_id)):
        pipeline.process(batch)


@shared_task(ignore_result=True)
def sweep() -> None:
    """Send again what waits without a worker, unless the queue is long anyway."""
    with announce.alone("inbox", 20) as mine:
        if mine and _room():
            for batch_id in inbox.left_behind(AT_ONCE):
                announce.task(intake.TASK, str(batch_id))


def _room() -> bool:
    try:
        return int(announce.valkey().llen(QUEUE)) < AT_ONCE
    except redis.RedisError:
        return False
