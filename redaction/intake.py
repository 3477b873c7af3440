"""Takes batches in, as the device sealed them, in the transaction of the request."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from governance import announce, clock
from governance.audit import totals
from governance.audit.acts import Total
from redaction.models import InboxBatch, InboxState

TASK = "redaction.tasks.redact_batch"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A batch as it came: `epochs` are (purpose, epoch), `key` is the intake key's id."""

    seq: int
    epochs: tuple[tuple[str, uuid.UUID], ...]
    key: str
    sealed: bytes


def accept(owner: str, device_id: uuid.UUID, batch: Sealed) -> uuid.UUID:
    """Keep a batch. Once the request's transaction commits, it is stored once or named as failed.

    Called by admission with the device's row locked, after its sequence was compared.
    """
    row = InboxBatch.objects.create(
        owner=owner,
        device=device_id,
        seq=batch.seq,
        epochs=_references(batch.epochs),
        key=batch.key,
        sealed=batch.sealed,
        accepted_at=clock.now(),
    )
    totals.add(Total.UPLOADS)
    announce.task(TASK, str(row.pk))
    return row.pk


def waiting() -> int:
    """Count the batches that wait, for the answer "too many waiting"."""
    return InboxBatch.objects.filter(state=InboxState.WAITING).count()


def _references(epochs: Iterable[tuple[str, uuid.UUID]]) -> list[dict[str, str]]:
    return [{"purpose": purpose, "epoch": str(epoch)} for purpose, epoch in epochs]
