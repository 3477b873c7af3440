"""Which devices have said that they stopped an epoch of a purpose and erased its rows."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from governance.devices import names
from governance.devices.models import Acknowledgement, Device

Stretch = tuple[str, uuid.UUID]
"""A purpose and one epoch of it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far stopping has come: "stopped on 1 of 2 devices, waiting for laptop X"."""

    stopped: int
    total: int
    waiting_names: tuple[str, ...]


@transaction.atomic
def expect(owner: str, purpose: str, epoch: uuid.UUID) -> int:
    """Wait for the word of every device of a person; return how many are waited for.

    Words about earlier epochs of the purpose that have been given make room.
    """
    Acknowledgement.objects.filter(owner=owner, purpose=purpose, stopped=True).delete()
    devices = Device.objects.filter(owner=owner, revoked=False)
    rows = [
        Acknowledgement(device=device, owner=owner, purpose=purpose, epoch=epoch)
        for device in devices
    ]
    Acknowledgement.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def stopped(device_id: uuid.UUID, stretches: Collection[Stretch]) -> None:
    """Note what a device has stopped and erased; what nobody waits for is passed over."""
    for purpose, epoch in stretches:
        Acknowledgement.objects.filter(device=device_id, purpose=purpose, epoch=epoch).update(
            stopped=True
        )


def awaited(device_id: uuid.UUID) -> list[Stretch]:
    """Return what a device has still to stop and erase, in a steady order."""
    rows = Acknowledgement.objects.filter(device=device_id, stopped=False)
    return [(row.purpose, row.epoch) for row in rows.order_by("purpose", "epoch")]


def progress(owner: str, purpose: str | None = None) -> Progress:
    """Return how far stopping has come, for one purpose or for all."""
    rows = Acknowledgement.objects.filter(owner=owner).select_related("device")
    if purpose is not None:
        rows = rows.filter(purpose=purpose)
    by_device: dict[uuid.UUID, bool] = {}
    devices: dict[uuid.UUID, Device] = {}
    for row in rows:
        by_device[row.device_id] = by_device.get(row.device_id, True) and row.stopped
        devices[row.device_id] = row.device
    waiting = sorted(names.of(devices[pk]).name for pk, done in by_device.items() if not done)
    return Progress(sum(by_device.values()), len(by_device), tuple(waiting))
