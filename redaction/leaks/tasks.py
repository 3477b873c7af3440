"""Tests the masks where that is due: weekly, and when the policy is new."""

from celery import shared_task

from governance import announce
from redaction.leaks import estimates

_LONGEST = 300


@shared_task(ignore_result=True, soft_time_limit=240, time_limit=_LONGEST)
def estimate() -> None:
    """Test each language that is due; what was finished before a fault stays."""
    with announce.alone("leaks", _LONGEST) as mine:
        for language in estimates.due() if mine else ():
            estimates.make(language)
