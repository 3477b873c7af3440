"""The durable high-water mark of a device's batches, which lives on its row."""

import uuid

from governance.devices.errors import DeviceRevoked, DeviceUnknown
from governance.devices.models import Device


def locked_mark(device_id: uuid.UUID) -> int:
    """Return the mark with the device's row locked until the caller's transaction ends.

    Raises:
        DeviceUnknown: the device is gone.
        DeviceRevoked: it has been revoked in the meantime.
    """
    row = Device.objects.select_for_update(no_key=True).filter(pk=device_id).first()
    if row is None:
        raise DeviceUnknown
    if row.revoked:
        raise DeviceRevoked
    return row.accepted


def mark(device_id: uuid.UUID) -> int:
    """Return the mark as it stands; 0 for a device that is gone."""
    row = Device.objects.filter(pk=device_id).first()
    return row.accepted if row is not None else 0


def advance(device_id: uuid.UUID, mark: int) -> None:
    """Raise the mark, in the transaction that keeps the batch and holds the row."""
    Device.objects.filter(pk=device_id).update(accepted=mark)
