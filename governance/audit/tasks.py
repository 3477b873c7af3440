"""Checks the log whole every night, and mails its checkpoint to those who keep one.

It is sequenced by a process of its own (`sequencing`).
"""

from celery import shared_task

from governance import announce
from governance.audit import subscribers, verifying


@shared_task(ignore_result=True, soft_time_limit=7000, time_limit=7200)
def check_log() -> None:
    """Check the whole log and keep how it ended; one that was broken off goes on."""
    with announce.alone("audit-check", 7200) as mine:
        if mine:
            verifying.check(resume=True)


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def mail_checkpoint() -> None:
    """Send the newest checkpoint to its subscribers; a day that is missed is not made up for."""
    with announce.alone("audit-mail", 300) as mine:
        if mine:
            subscribers.send()
