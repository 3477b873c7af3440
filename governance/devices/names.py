"""The name of a device and the login on it, sealed for its person."""

import json
import uuid
from dataclasses import asdict, dataclass

from governance.devices.models import Device
from governance.keys import ring, sealing


@dataclass(frozen=True, slots=True)
class Named:
    """What the person calls the computer by: its host name, and the login on it."""

    name: str
    login: str


def seal(owner: str, device_id: uuid.UUID, named: Named) -> bytes:
    """Seal a device's names for its person, padded so that the row tells no length."""
    body = sealing.pad(json.dumps(asdict(named)).encode())
    return ring.person_seal(owner, body, _label(device_id))


def of(device: Device) -> Named:
    """Return a device's names; empty ones where the person's key has been destroyed."""
    try:
        body = ring.person_open(device.owner, bytes(device.sealed), _label(device.pk))
    except ring.KeyGone:
        return Named("", "")
    return Named(**json.loads(sealing.unpad(body)))


def _label(device_id: uuid.UUID) -> str:
    return f"device|{device_id}"
