"""Revoking a device: from then on each of its calls is refused, for good."""

import uuid

from django.db import transaction

from governance import announce
from governance.audit.acts import Act
from governance.audit.record import About, Actor, record
from governance.devices.errors import DeviceUnknown
from governance.devices.models import Acknowledgement, Device, Enrolment, Forget, GoneDevice
from governance.keys import ledger


@transaction.atomic
def revoke(owner: str, device_id: uuid.UUID, actor: Actor) -> None:
    """Revoke a device of a person; revoking it again changes nothing.

    Raises:
        DeviceUnknown: the person has no such device.
    """
    row = _locked(owner, device_id)
    if row.revoked:
        return
    revoke_locked(row)
    record(Act.DEVICE_REVOKED, actor, About(owner=owner, details={"device": str(device_id)}))


@transaction.atomic
def revoke_all(owner: str, actor: Actor) -> int:
    """Revoke every device of a person (somebody else changed the sign-in); return how many."""
    devices = Device.objects.filter(owner=owner, revoked=False).values_list("pk", flat=True)
    for device_id in list(devices):
        revoke(owner, device_id, actor)
    return len(devices)


@transaction.atomic
def discard(owner: str, actor: Actor) -> None:
    """Revoke the devices of the invented person and delete them: a probe enrols new ones.

    Of real people a revoked device stays, until they are erased: they read of it.
    """
    revoke_all(owner, actor)
    Device.objects.filter(owner=owner).delete()
    Enrolment.objects.filter(owner=owner).delete()


def revoke_locked(row: Device) -> None:
    """Revoke a device whose row the caller has locked, and whose entry the caller writes.

    Its word is waited for no more: it cannot upload, whatever it still holds.
    """
    Device.objects.filter(pk=row.pk).update(revoked=True)
    Acknowledgement.objects.filter(device=row.pk).delete()
    Forget.objects.filter(device=row.pk).delete()
    GoneDevice.objects.bulk_create([GoneDevice(id=row.pk)], ignore_conflicts=True)
    announce.ask_again(row.owner)
    transaction.on_commit(note_gone, robust=True)


def note_gone() -> None:
    """Write the lines of the deletion ledger that are owed, also by a process that died.

    Called after each revocation, with each sweep and at each start. A line that is there twice
    says the same.
    """
    devices = list(GoneDevice.objects.values_list("pk", flat=True))
    if devices:
        ledger.note_revoked(devices)
        GoneDevice.objects.filter(pk__in=devices).delete()


def _locked(owner: str, device_id: uuid.UUID) -> Device:
    rows = Device.objects.select_for_update(no_key=True)
    row = rows.filter(owner=owner, pk=device_id).first()
    if row is None:
        raise DeviceUnknown
    return row
