"""Sequences the log every second, and checks it whole every night."""

import logging

from celery import shared_task

from governance import announce
from governance.audit import sequencer, verifying

log = logging.getLogger(__name__)


@shared_task(ignore_result=True, soft_time_limit=50, time_limit=60)
def sequence() -> None:
    """Give places to the entries that wait."""
    with announce.alone("audit-sequence", 60) as mine:
        if not mine:
            return
        try:
            sequencer.run()
        except sequencer.Blocked:
            log.error("log is not sequenced: its checkpoints outside do not fit")  # noqa: TRY400
            verifying.alarm()


@shared_task(ignore_result=True, soft_time_limit=7000, time_limit=7200)
def check_log() -> None:
    """Check the whole log and keep how it ended."""
    with announce.alone("audit-check", 7200) as mine:
        if mine:
            verifying.check()
