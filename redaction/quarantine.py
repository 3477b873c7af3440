"""Batches that could not be redacted: sealed as they came, with a reason free of content."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.accountability.rounding import LEAST
from governance.audit import totals
from governance.audit.acts import Act, Total
from governance.audit.record import About, Actor, record
from governance.errors import Refusal
from redaction.faults import Reason
from redaction.models import InboxBatch, InboxState

KEPT = timedelta(days=8)
"""One day longer than the intake key that could open them."""
RETRIABLE = frozenset({Reason.REDACTION_FAILED, Reason.TRIES_USED})
"""The key of the others is gone, so another try would fail as the first one did."""


class CannotRetry(Refusal):
    """The key that could open these batches has been destroyed."""

    code = "quarantine-cannot-retry"
    message = _("Nobody can open these batches any more: their key is destroyed.")
    remedy = _("Destroy them, or wait: they go by themselves after eight days.")


@dataclass(frozen=True, slots=True)
class Held:
    """How much is put aside for one reason.

    Attributes:
        about: batches in tens; None for fewer than ten, for none, and while they come from fewer
            than ten people, which all read the same.
        oldest_days: age of the oldest one; None where `about` is.
    """

    reason: Reason
    about: int | None
    oldest_days: int | None

    @property
    def retriable(self) -> bool:
        """Whether another try can go otherwise."""
        return self.reason in RETRIABLE


def put(batch: InboxBatch, reason: Reason) -> None:
    """Put a batch aside, inside the caller's transaction."""
    changed = InboxBatch.objects.filter(pk=batch.pk, state=InboxState.WAITING).update(
        state=InboxState.QUARANTINED, reason=reason, claimed_until=None
    )
    if changed:
        totals.add(Total.QUARANTINED)


def held() -> list[Held]:
    """Return how much is put aside for each reason, without anything about one person."""
    aside = InboxBatch.objects.filter(state=InboxState.QUARANTINED).order_by()
    rows = aside.values_list("reason").annotate(
        Count("pk"), Count("owner", distinct=True), Min("accepted_at")
    )
    found = {
        reason: _held(Reason(reason), batches, oldest)
        for reason, batches, people, oldest in rows
        if people >= LEAST
    }
    return [found.get(reason) or Held(reason, None, None) for reason in Reason]


@transaction.atomic
def retry(reason: Reason, actor: Actor) -> None:
    """Let what was put aside for a reason be tried again, as often as at first.

    Raises:
        CannotRetry: nobody can open it any more.
    """
    if reason not in RETRIABLE:
        raise CannotRetry
    InboxBatch.objects.filter(state=InboxState.QUARANTINED, reason=reason).update(
        state=InboxState.WAITING, reason="", attempts=0, claimed_until=None
    )
    record(Act.QUARANTINE_RETRIED, actor, About(details={"reason": str(reason)}))


@transaction.atomic
def destroy(reason: Reason, actor: Actor) -> None:
    """Delete what was put aside for a reason."""
    InboxBatch.objects.filter(state=InboxState.QUARANTINED, reason=reason).delete()
    record(Act.QUARANTINE_DESTROYED, actor, About(details={"reason": str(reason)}))


def expire() -> int:
    """Delete what nobody can open any more; return how many."""
    old = InboxBatch.objects.filter(
        state=InboxState.QUARANTINED, accepted_at__lt=clock.now() - KEPT
    )
    gone, _rows = old.delete()
    return gone


def _held(reason: Reason, batches: int, oldest: datetime) -> Held:
    return Held(reason, batches // 10 * 10, (clock.now() - oldest).days)
