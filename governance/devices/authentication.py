"""Whose call it is: the key names the device, and the call counter must grow."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.devices.errors import (
    CallOvertaken,
    CounterReused,
    DeviceRevoked,
    DeviceUnknown,
)
from governance.devices.models import Device
from governance.devices.revocation import revoke_locked

HELD_UP: Final = timedelta(seconds=2)
"""A call that took longer from its arrival to here may have been given up and followed."""


@dataclass(frozen=True, slots=True)
class Caller:
    """An enrolled device whose call was genuine.

    Attributes:
        device: its id.
        owner: whose it is.
        public: raw Ed25519 public key.
        accepted: durable high-water mark of batches.
        leases: number of the newest lease.
    """

    device: uuid.UUID
    owner: str
    public: bytes
    accepted: int
    leases: int


def public_key(thumbprint: str) -> bytes:
    """Return the raw public key of a device that may call.

    Raises:
        DeviceUnknown: no device has this key.
        DeviceRevoked: it has been revoked.
    """
    row = Device.objects.filter(thumbprint=thumbprint).first()
    if row is None:
        raise DeviceUnknown
    if row.revoked:
        raise DeviceRevoked
    return bytes(row.public)


def authenticate(thumbprint: str, counter: int, arrived: datetime | None = None) -> Caller:
    """Count a call whose signature has been checked, in a transaction of its own.

    A counter that does not grow means that two hold the key, or that a call was replayed. Nobody
    can tell which of the two is the person's, so the device is revoked. A call that was held up
    here, by a slow database, is no sign of that: its device may have given up and called again.

    Args:
        thumbprint: of the device's key.
        counter: of the call.
        arrived: when the call reached this server; None for just now.

    Raises:
        DeviceUnknown: no device has this key.
        DeviceRevoked: it has been revoked.
        CounterReused: the counter did not grow; the device is revoked now.
        CallOvertaken: the counter did not grow, but the call was held up here.
    """
    with transaction.atomic():
        row = Device.objects.select_for_update(no_key=True).filter(thumbprint=thumbprint).first()
        if row is None:
            raise DeviceUnknown
        if row.revoked:
            raise DeviceRevoked
        grew = counter > row.counter
        if not grew and arrived is not None and clock.now() - arrived > HELD_UP:
            raise CallOvertaken
        if grew:
            Device.objects.filter(pk=row.pk).update(counter=counter)
        else:
            revoke_locked(row)
            about = About(
                owner=row.owner, details={"device": str(row.pk), "reason": CounterReused.code}
            )
            record(Act.DEVICE_REVOKED, Actor(Role.SYSTEM), about)
    if not grew:
        raise CounterReused
    return Caller(row.pk, row.owner, bytes(row.public), row.accepted, row.leases)
