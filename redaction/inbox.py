"""The inbox: claim, finish, refuse, retry. The row decides, not the message."""

import uuid

from django.db import transaction
from django.db.models import F, Q, QuerySet

from governance import clock
from redaction import failures, quarantine
from redaction.faults import ContentFault, Reason
from redaction.limits import CLAIM, FIRST_PAUSE, OUTAGE_PAUSE
from redaction.models import InboxBatch, InboxState

TRIES = 5


def claim(batch_id: uuid.UUID) -> InboxBatch | None:
    """Take a batch for this worker; the try is counted and committed before the work.

    None where it is done, put aside, or another worker has it.
    """
    now = clock.now()
    with transaction.atomic():
        batch = _locked(batch_id)
        if batch is None or (batch.claimed_until and batch.claimed_until > now):
            return None
        if batch.attempts >= TRIES:
            quarantine.put(batch, Reason.TRIES_USED)
            return None
        batch.attempts += 1
        batch.claimed_until = now + CLAIM
        batch.save(update_fields=["attempts", "claimed_until"])
    return batch


def hold(batch_id: uuid.UUID) -> InboxBatch | None:
    """Lock a batch inside the storing transaction, without what it holds.

    None where somebody was first.
    """
    return _waiting(batch_id).defer("sealed", "epochs").first()


def finish(batch: InboxBatch) -> None:
    """Delete a batch in the transaction that stored its episodes."""
    InboxBatch.objects.filter(pk=batch.pk).delete()


@transaction.atomic
def refuse(batch: InboxBatch, fault: ContentFault) -> None:
    """Delete a batch whose inside is wrong, and let its device hear why."""
    if _locked(batch.pk) is not None:
        failures.note(batch, fault)
        finish(batch)


@transaction.atomic
def retry(batch: InboxBatch) -> None:
    """Let a batch wait a little longer after each try; after the last one put it aside."""
    if _locked(batch.pk) is None:
        return
    if batch.attempts >= TRIES:
        quarantine.put(batch, Reason.REDACTION_FAILED)
        return
    pause = FIRST_PAUSE * 2 ** (batch.attempts - 1)
    InboxBatch.objects.filter(pk=batch.pk).update(claimed_until=clock.now() + pause)


def release(batch: InboxBatch) -> None:
    """Give a batch back unopened, as if it had not been tried (everything is stopped)."""
    InboxBatch.objects.filter(pk=batch.pk).update(
        attempts=F("attempts") - 1, claimed_until=clock.now() + CLAIM
    )


def put_off(batch: InboxBatch) -> None:
    """Let a batch wait until what is away is back: that was no try of its own."""
    InboxBatch.objects.filter(pk=batch.pk).update(
        attempts=F("attempts") - 1, claimed_until=clock.now() + OUTAGE_PAUSE
    )


def left_behind(limit: int) -> list[uuid.UUID]:
    """Return waiting batches whose message may be lost or whose worker is gone, oldest first."""
    now = clock.now()
    unheard = Q(claimed_until=None, accepted_at__lt=now - FIRST_PAUSE)
    rows = InboxBatch.objects.filter(unheard | Q(claimed_until__lt=now), state=InboxState.WAITING)
    return list(rows.order_by("accepted_at").values_list("pk", flat=True)[:limit])


def _locked(batch_id: uuid.UUID) -> InboxBatch | None:
    return _waiting(batch_id).first()


def _waiting(batch_id: uuid.UUID) -> QuerySet[InboxBatch]:
    return InboxBatch.objects.select_for_update().filter(pk=batch_id, state=InboxState.WAITING)
