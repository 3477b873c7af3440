"""Sealed batches as an agent makes them."""

import itertools
import uuid

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.db import transaction

from capture.protocol import sealing
from capture.protocol.content import (
    AppSwitch,
    Button,
    Click,
    Content,
    Episode,
    PartOfDay,
    Shortcut,
    TypeText,
    Window,
)
from governance import clock
from governance.consent.models import Consent
from governance.devices import names
from governance.devices.models import Device
from governance.directory.models import Employee
from governance.keys import intake
from redaction import inbox, pipeline
from redaction import intake as door
from redaction.models import InboxBatch

_seq = itertools.count(1)
SECRET = "mirabel.vandersloot@example.org"
NAME = "Mirabel Vandersloot"


def device(employee: Employee) -> Device:
    made = uuid.uuid4()
    return Device.objects.create(
        id=made,
        owner=employee.owner,
        public=bytes(32),
        thumbprint=made.hex,
        sealed=names.seal(employee.owner, made, names.Named("laptop", employee.login)),
        enrolled_week="2026-W48",
    )


def actions(text: str = f"please write to {SECRET}"):
    return (
        AppSwitch(to="Sheets"),
        Window(title="Bookings"),
        Click(button=Button.LEFT, count=1, x=0.5, y=0.5, role="push button", name="Save"),
        Shortcut(keys=("ctrl", "s")),
        TypeText(role="text", field="Name", text=text, why=None),
    )


def episode(employee: Employee, slug: str = "bookings", **more) -> Episode:
    consent = Consent.objects.get(owner=employee.owner, purpose=slug)
    values = {
        "id": uuid.uuid4(),
        "purpose": slug,
        "version": consent.version,
        "epoch": str(consent.epoch),
        "application": "Sheets",
        "site": None,
        "language": "en",
        "day": clock.today(),
        "part": PartOfDay.MORNING,
        "actions": actions(),
    }
    return Episode(**{**values, **more})


def accept(employee: Employee, from_device: Device, *episodes: Episode) -> InboxBatch:
    """Seal episodes to today's key and put them into the inbox, as a request does."""
    episodes = episodes or (episode(employee),)
    return put(employee, from_device, sealed(from_device, next(_seq), episodes))


def sealed(from_device: Device, seq: int, episodes: tuple[Episode, ...]) -> door.Sealed:
    """Seal episodes to the key of the day, also of one to which the clock was set back."""
    intake.rotate()
    key = intake.current()
    content = Content(device=from_device.pk, seq=seq, episodes=episodes)
    raw = sealing.seal(content, X25519PublicKey.from_public_bytes(key.public))
    refs = tuple({(one.purpose, uuid.UUID(one.epoch)) for one in episodes})
    return door.Sealed(seq, refs, key.key_id, raw)


def put(employee: Employee, from_device: Device, batch: door.Sealed) -> InboxBatch:
    with transaction.atomic():
        made = door.accept(employee.owner, from_device.pk, batch)
    return InboxBatch.objects.get(pk=made)


def work(batch: InboxBatch) -> None:
    """What the task does."""
    if claimed := inbox.claim(batch.pk):
        pipeline.process(claimed)
