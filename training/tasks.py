"""Periodic work on the store."""

from datetime import timedelta

from celery import shared_task

from governance import announce, clock
from training import store
from training.models import Episode

MOMENTS_KEPT = timedelta(hours=24)


@shared_task(ignore_result=True)
def clear_moments() -> None:
    """Forget when batches were accepted, after 24 hours; finish what rewrites left."""
    with announce.alone("moments", 600) as mine:
        if not mine:
            return
        Episode.objects.filter(accepted_at__lt=clock.now() - MOMENTS_KEPT).update(accepted_at=None)
        store.finish_rewrites()
