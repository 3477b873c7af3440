"""A person's devices, for that person."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from governance.devices import names, presence
from governance.devices.models import Device


class DeviceState(StrEnum):
    """Where a device stands."""

    HERE = "here"
    AWAY = "away"
    UNKNOWN = "unknown"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device as its person sees it; `last_heard` reaches two minutes back, no further."""

    id: uuid.UUID
    name: str
    login: str
    enrolled_week: str
    last_heard: datetime | None
    revoked: bool
    state: DeviceState


def of(owner: str) -> list[DeviceView]:
    """Return a person's devices: those in use first, then by week and name."""
    views = [_view(row) for row in Device.objects.filter(owner=owner)]
    return sorted(views, key=lambda view: (view.revoked, view.enrolled_week, view.name))


def in_use(owner: str) -> list[Device]:
    """Return the rows of a person's devices that are not revoked."""
    return list(Device.objects.filter(owner=owner, revoked=False).order_by("pk"))


def _view(row: Device) -> DeviceView:
    named = names.of(row)
    heard, state = _presence(row)
    return DeviceView(
        id=row.pk,
        name=named.name,
        login=named.login,
        enrolled_week=row.enrolled_week,
        last_heard=heard,
        revoked=row.revoked,
        state=state,
    )


def _presence(row: Device) -> tuple[datetime | None, DeviceState]:
    if row.revoked:
        return None, DeviceState.REVOKED
    try:
        heard = presence.last(row.pk)
    except presence.PresenceUnknown:
        return None, DeviceState.UNKNOWN
    return heard, DeviceState.HERE if heard else DeviceState.AWAY
