"""Makes leases and episodes for tests, with real keys."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from capture.protocol.content import AppSwitch, Episode, PartOfDay, TypeText
from capture.protocol.encoding import encode
from capture.protocol.envelope import seal_envelope
from capture.protocol.keys import key_id
from capture.protocol.lease import (
    LEASE_TYPE,
    Application,
    Grant,
    Hours,
    IntakeKey,
    LeasePayload,
)
from capture.protocol.messages import Envelope, Kind
from tests.capture.protocol.small_log import Person, SmallLog, proved

SHEETS = Application(name="Sheets", wm_class="sheets", executables=("/usr/bin/sheets",))
BROWSER = Application(
    name="Web",
    wm_class="Chromium",
    executables=("/usr/lib/chromium/chromium",),
    frame_suffix="- Chromium",
)
ALWAYS = Hours(days=(1, 2, 3, 4, 5, 6, 7), start="00:00", end="24:00", zone="UTC")
KEY = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)
INTAKE = X25519PrivateKey.generate()


BARE = {
    "purpose": "bookings",
    "name": "Bookings",
    "version": 1,
    "epoch": "epoch-one",
    "kinds": (Kind.APP_SWITCHES, Kind.TYPED_TEXT),
    "applications": (SHEETS,),
    "sites": (),
    "hours": ALWAYS,
}


def grant(**changes) -> Grant:
    facts = {**BARE, **changes}
    return Grant(**{"evidence": _evidence(Grant.model_construct(**facts)), **facts})


def _evidence(bare: Grant):
    """Evidence of the right shape; `small_log` makes one that proves."""
    (told,), _log = proved(SmallLog(KEY), (bare,), Person(uuid4(), KEY))
    return told.evidence


def lease(device: UUID, thumbprint: str, nonce: bytes, **changes) -> LeasePayload:
    facts = {
        "number": 1,
        "at": datetime(2026, 11, 24, 20, 0, tzinfo=UTC),
        "device": device,
        "thumbprint": thumbprint,
        "nonce": nonce,
        "life": 60,
        "person": "Marta Keller",
        "grants": (grant(),),
        "intake": IntakeKey(
            key=key_id(INTAKE.public_key()),
            public=INTAKE.public_key().public_bytes_raw(),
            day=date(2026, 11, 24),
        ),
        "never": (),
        "upload_slot": 10,
        "log": proved(SmallLog(KEY), (Grant.model_construct(**BARE),), Person(device, KEY))[1],
    }
    return LeasePayload(**{**facts, **changes})


def signed_lease(payload: LeasePayload, key: Ed25519PrivateKey) -> Envelope:
    return seal_envelope(LEASE_TYPE, encode(payload), key, key_id(key.public_key()))


def episode(text: str = "42", **changes) -> Episode:
    facts = {
        "id": uuid4(),
        "purpose": "bookings",
        "version": 1,
        "epoch": "epoch-one",
        "application": "Sheets",
        "site": None,
        "language": "en",
        "day": date(2026, 11, 24),
        "part": PartOfDay.EVENING,
        "actions": (
            AppSwitch(to="Sheets"),
            TypeText(role="entry", field="Amount", text=text, why=None),
        ),
    }
    return Episode(**{**facts, **changes})
