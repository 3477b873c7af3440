"""Orders to forget: what a device is to drop of its spool, and whether it has heard it."""

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from governance import announce, clock
from governance.devices import names
from governance.devices.models import Device, Forget
from governance.keys import ring, sealing

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be forgotten; what is None does not narrow it."""

    id: uuid.UUID
    minutes: int | None
    application: str | None
    site: str | None

    def means(self, application: str, site: str | None) -> bool:
        """Tell whether an episode that has not been stored could be meant."""
        return self.application in (None, application) and self.site in (None, site)


@transaction.atomic
def ask(
    owner: str,
    *,
    minutes: int | None = None,
    application: str | None = None,
    site: str | None = None,
) -> int:
    """Tell every device of a person what to drop; return how many are told."""
    body = json.dumps({"application": application, "site": site}).encode()
    orders = [
        Forget(id=uuid.uuid4(), owner=owner, device=device, minutes=minutes, asked_at=clock.now())
        for device in Device.objects.filter(owner=owner, revoked=False)
    ]
    for order in orders:
        order.sealed = ring.person_seal(owner, sealing.pad(body), _label(order.pk))
    Forget.objects.bulk_create(orders)
    announce.ask_again(owner)
    return len(orders)


def reaching(device_id: uuid.UUID, accepted_at: datetime) -> list[Order]:
    """Return the orders that reach into a batch, by the moment at which it was accepted.

    What a span of minutes means was deleted at once where it had been accepted; only what came
    later, before the device had heard, can still hold some of it.
    """
    unheard = Q(heard_at=None) | Q(heard_at__gte=accepted_at)
    came_later = Q(minutes=None) | Q(asked_at__lte=accepted_at)
    rows = Forget.objects.filter(unheard & came_later, device=device_id)
    return [_order(row) for row in rows]


def expire() -> int:
    """Delete orders that were heard a day ago."""
    gone, _ = Forget.objects.filter(heard_at__lt=clock.now() - KEPT).delete()
    return gone


def pending(device_id: uuid.UUID) -> list[Order]:
    """Return what a device has not shown to have heard, in a steady order."""
    rows = Forget.objects.filter(device=device_id, heard_at=None).order_by("pk")
    return [_order(row) for row in rows]


def waiting(owner: str) -> list[str]:
    """Return the names of a person's devices that have not shown to have forgotten."""
    told = Forget.objects.filter(owner=owner, heard_at=None).values("device")
    rows = Device.objects.filter(owner=owner, revoked=False, pk__in=told)
    return sorted(names.of(row).name for row in rows)


def heard(device_id: uuid.UUID, ids: Collection[uuid.UUID]) -> None:
    """Note that a device has carried orders out: it has named the state that told them."""
    Forget.objects.filter(device=device_id, pk__in=ids).update(heard_at=clock.now())


def _order(row: Forget) -> Order:
    raw = ring.person_open(row.owner, row.sealed, _label(row.pk))
    body = json.loads(sealing.unpad(raw))
    return Order(row.pk, row.minutes, body["application"], body["site"])


def _label(order_id: uuid.UUID) -> str:
    return f"forget|{order_id}"
