"""Checks the log whole every night. It is sequenced by a process of its own (`sequencing`)."""

from celery import shared_task

from governance import announce
from governance.audit import verifying


@shared_task(ignore_result=True, soft_time_limit=7000, time_limit=7200)
def check_log() -> None:
    """Check the whole log and keep how it ended."""
    with announce.alone("audit-check", 7200) as mine:
        if mine:
            verifying.check()
