"""What a person sees of their erasures."""

import uuid
from dataclasses import dataclass
from datetime import date

from governance.erasure import certificate
from governance.erasure.models import Erasure, ErasureState


@dataclass(frozen=True, slots=True)
class ErasureView:
    """One erasure.

    Attributes:
        purpose: slug; "" for every purpose.
        taken: what the person took out themselves; "" where it was something else.
        kind: "" where whole episodes went.
        done: False while the page says "being erased".
        counts: what went, by name of the holding.
        keys: how many keys were destroyed.
        backups_end: from then on no backup opens what went, if they are deleted in time.
    """

    id: uuid.UUID
    purpose: str
    taken: str
    kind: str
    done: bool
    begun_on: date
    counts: dict[str, int]
    keys: int
    backups_end: date


def of(owner: str) -> list[ErasureView]:
    """Return a person's erasures, newest first; those of one day in no order."""
    return [_view(row) for row in Erasure.objects.filter(owner=owner).order_by("-begun_on")]


def of_epoch(owner: str, purpose: str, epoch: uuid.UUID) -> ErasureView | None:
    """Return the erasure that a withdrawal began."""
    row = Erasure.objects.filter(owner=owner, purpose=purpose, epoch=epoch, kind="").first()
    return _view(row) if row else None


def being_erased(owner: str) -> bool:
    """Tell whether something of a person is still being erased."""
    return Erasure.objects.filter(owner=owner).exclude(state=ErasureState.DONE).exists()


def signed(owner: str, erasure_id: uuid.UUID) -> dict[str, str] | None:
    """Return the certificate of a person's own erasure; None while it is not done."""
    row = Erasure.objects.filter(owner=owner, pk=erasure_id).exclude(certificate=None).first()
    return row.certificate if row else None


def _view(row: Erasure) -> ErasureView:
    return ErasureView(
        id=row.pk,
        purpose=row.purpose,
        taken=row.taken,
        kind=row.kind,
        done=row.state == ErasureState.DONE,
        begun_on=row.begun_on,
        counts={name: int(number) for name, number in row.counts.items()},
        keys=row.keys,
        backups_end=certificate.backups_end(row),
    )
