"""Redacts batches, and finds those whose message was lost."""

import gc
import logging
import uuid
from typing import TYPE_CHECKING

import redis
from celery import shared_task
from celery.signals import celeryd_after_setup, worker_process_init

from governance import announce
from redaction import engines, inbox, intake, limits, pipeline
from redaction.engine import EngineUnready

if TYPE_CHECKING:
    from celery.worker import WorkController

QUEUE = "redact"
AT_ONCE = 200
log = logging.getLogger(__name__)


@celeryd_after_setup.connect
def load_before_children(instance: "WorkController", **_signal: object) -> None:
    """Load the engine once in the head of a worker that redacts; its children share it.

    Where it is not what is pinned, each batch fails by itself and says so.
    """
    if QUEUE not in instance.app.amqp.queues.consume_from:
        return
    try:
        engines.engine()
    except EngineUnready as error:
        log.error("engine not ready: %s", type(error).__name__)  # noqa: TRY400 (no content)
    gc.collect()
    gc.freeze()  # what is loaded stays out of later collections, whose marks would unshare it


@worker_process_init.connect
def limit_child(**_signal: object) -> None:
    """Let a child that eats memory die before the machine does, and all give way to people."""
    limits.limit_memory()
    limits.give_way()


@shared_task(
    acks_late=True, ignore_result=True, soft_time_limit=limits.SOFT, time_limit=limits.HARD
)
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
