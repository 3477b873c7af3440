"""Batches that could not be redacted: sealed as they came, with a reason free of content."""

from datetime import timedelta

from governance import clock
from governance.audit import totals
from governance.audit.acts import Total
from redaction.faults import Reason
from redaction.models import InboxBatch, InboxState

KEPT = timedelta(days=8)
"""One day longer than the intake key that could open them."""


def put(batch: InboxBatch, reason: Reason) -> None:
    """Put a batch aside, inside the caller's transaction."""
    changed = InboxBatch.objects.filter(pk=batch.pk, state=InboxState.WAITING).update(
        state=InboxState.QUARANTINED, reason=reason, claimed_until=None
    )
    if changed:
        totals.add(Total.QUARANTINED)


def expire() -> int:
    """Delete what nobody can open any more; return how many."""
    old = InboxBatch.objects.filter(
        state=InboxState.QUARANTINED, accepted_at__lt=clock.now() - KEPT
    )
    gone, _ = old.delete()
    return gone
