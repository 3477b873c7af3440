"""Issues what an agent hears: the state of its device, and a lease where something is granted."""

import json
import math
import uuid
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import transaction

from governance import clock
from governance.audit import evidence, totals
from governance.audit.acts import Total
from governance.devices import forgetting
from governance.devices.errors import DeviceUnknown
from governance.devices.models import Device
from governance.keys import signers
from governance.leases import never, proving, standing
from governance.leases.state import AgentState, Snapshot
from governance.signing import Signed, Use, encode

TYPE: Final = "sayso-lease/2"
LIFE: Final = 60
"""Seconds that a lease lives on after its answer."""
LIFE_MOST: Final = 120
NAME_MOST: Final = 300


@dataclass(frozen=True, slots=True)
class Present:
    """What holds for a device now.

    Attributes:
        digest: name of the state.
        pending: whether a grant waits for nothing but its place in the log.
        stops: whether the device has to end something.
    """

    digest: str
    pending: bool
    stops: bool


def present(device_id: uuid.UUID) -> Present:
    """Return what holds for a device now.

    Raises:
        DeviceUnknown: there is no such device.
    """
    return _present(standing.snapshot(_device(device_id)))


def digest_of(device_id: uuid.UUID) -> str:
    """Return the name of what holds for a device now.

    Raises:
        DeviceUnknown: there is no such device.
    """
    return present(device_id).digest


def heard(device_id: uuid.UUID, seen: str) -> Present:
    """Take the name of the state that an agent has carried out; return what holds now.

    Where the two agree, the orders to forget that the state told have been carried out.

    Raises:
        DeviceUnknown: there is no such device.
    """
    device = _device(device_id)
    found = standing.snapshot(device)
    if not found.forget or found.digest != seen:
        return _present(found)
    forgetting.heard(device_id, [one.order.id for one in found.forget])
    return _present(standing.snapshot(device))


def _present(found: Snapshot) -> Present:
    return Present(found.digest, found.pending, bool(found.erase or found.forget))


def state_for(
    device_id: uuid.UUID, nonce: bytes, held_seconds: float, log_size: int = 0
) -> AgentState:
    """Return what a device is told now, with a lease where something may be recorded.

    The number of leases grows with every answer, whether or not there is a lease in it, so that
    the row does not tell who allows anything.

    Args:
        device_id: an authenticated device.
        nonce: of the asking request.
        held_seconds: how long the request was held; the life of a lease counts from the asking.
        log_size: size of the newest checkpoint that the device has verified; 0 where it has none.

    Raises:
        DeviceUnknown: there is no such device.
    """
    with transaction.atomic():
        device = Device.objects.select_for_update(no_key=True).filter(pk=device_id).first()
        if device is None:
            raise DeviceUnknown
        number = device.leases + 1
        Device.objects.filter(pk=device_id).update(leases=number)
        found = standing.snapshot(device)
        if found.grants:
            totals.add(Total.LEASES)
    life = _life(found, max(0.0, held_seconds))
    lease = _signed(found, number, nonce, life) if found.grants and life else None
    return AgentState(
        digest=found.digest,
        lease=lease,
        questions=found.questions,
        erase=found.erase,
        forget=found.forget,
        accepted=device.accepted,
        time=clock.now(),
        consistency=_consistency(found, log_size) if lease else (),
    )


def _consistency(found: Snapshot, known: int) -> tuple[bytes, ...]:
    """Return the proof that the log which a device knows begins the one of its lease."""
    newest = found.checkpoint
    if newest is None or not 0 < known < newest.size:
        return ()
    return evidence.consistency(known, newest)


def _life(found: Snapshot, held: float) -> int:
    """Return the seconds of a lease, counted from the asking; whoever leaves has none to spare."""
    life = min(LIFE_MOST, math.ceil(held) + LIFE)
    if found.until is None:
        return life
    left = (found.until - clock.now()).total_seconds()
    return max(0, min(life, math.floor(held + left))) if left > 0 else 0


def _signed(found: Snapshot, number: int, nonce: bytes, life: int) -> Signed | None:
    told = proving.written(found)
    if found.intake is None or told is None:
        return None
    payload = {
        "type": TYPE,
        "number": number,
        "at": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "device": str(found.device),
        "thumbprint": found.thumbprint,
        "nonce": encode(nonce),
        "life": life,
        "person": found.person[:NAME_MOST],
        "grants": list(told.grants),
        "intake": {
            "key": found.intake.key_id,
            "public": encode(found.intake.public),
            "day": found.intake.day.isoformat(),
        },
        "never": list(never.patterns()),
        "upload_slot": settings.UPLOAD_SLOT,
        "log": told.log,
    }
    body = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    return signers.sign(Use.LEASE, TYPE, body)


def _device(device_id: uuid.UUID) -> Device:
    device = Device.objects.filter(pk=device_id).first()
    if device is None:
        raise DeviceUnknown
    return device
