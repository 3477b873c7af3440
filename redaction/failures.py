"""What was wrong inside a batch, kept until its device has been told."""

import uuid
from datetime import timedelta

from django.db import transaction

from governance import announce, clock
from redaction.faults import ContentFault
from redaction.models import Failure, InboxBatch

KEPT = timedelta(days=8)


def note(batch: InboxBatch, fault: ContentFault) -> None:
    """Note a failure in the caller's transaction, and wake the device."""
    Failure.objects.create(
        device=batch.device, owner=batch.owner, seq=batch.seq, code=fault, day=clock.today()
    )
    announce.ask_again(batch.owner)


@transaction.atomic
def take(device_id: uuid.UUID, most: int = 16) -> list[tuple[int, ContentFault]]:
    """Return what a device has to hear next, (sequence, code), and delete it."""
    waiting = Failure.objects.select_for_update().filter(device=device_id).order_by("seq")
    rows = list(waiting[:most])
    Failure.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [(row.seq, ContentFault(row.code)) for row in rows]


def expire() -> int:
    """Delete what a device did not come for."""
    gone, _ = Failure.objects.filter(day__lt=clock.today() - KEPT).delete()
    return gone
