"""Building, and the periodic work on releases."""

import uuid

from celery import shared_task

from governance import announce
from training.releases import build as work
from training.releases import claims, links, recalls


@shared_task(acks_late=True, ignore_result=True)
def build(release_id: str) -> None:
    """Build a release; the row decides, not the message."""
    work.run(uuid.UUID(release_id))


@shared_task(ignore_result=True)
def sweep() -> None:
    """Begin anew what nobody builds any more."""
    with announce.alone("releases", 60) as mine:
        if mine:
            claims.sweep()


@shared_task(ignore_result=True)
def recall_round() -> None:
    """Send the recalls whose week has come; delete the files of those that are over."""
    with announce.alone("recalls", 600) as mine:
        if mine:
            links.gather_what_lapsed()
            recalls.issue_round()
            recalls.clear_files()
