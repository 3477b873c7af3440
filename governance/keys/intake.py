"""Intake keys: one X25519 pair a day. Devices seal to the public half (HPKE, RFC 9180).

The private half is a file in a folder that only redaction workers mount and no backup takes;
seven days after its day it is destroyed.
"""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction

from governance import clock, signing
from governance.errors import Refusal
from governance.keys import whole
from governance.keys.models import IntakeKey

LIFE = timedelta(days=7)


class IntakeKeyGone(Refusal):
    """The private half has been destroyed, or this process does not hold it."""

    code = "intake-key-gone"


@dataclass(frozen=True, slots=True)
class IntakePublic:
    """What a device needs to seal a batch: key id, raw X25519 public key, day."""

    key_id: str
    public: bytes
    day: date


def current() -> IntakePublic | None:
    """Return today's public half; None means that no worker has made one, so no lease either."""
    row = IntakeKey.objects.filter(day=clock.today(), destroyed=False).first()
    return IntakePublic(row.id, bytes(row.public), row.day) if row else None


def known(key_id: str) -> bool:
    """Tell whether a key id was given out and is not destroyed."""
    return IntakeKey.objects.filter(pk=key_id, destroyed=False).exists()


def private(key_id: str) -> X25519PrivateKey:
    """Return a private half.

    Raises:
        IntakeKeyGone: destroyed, or not held here.
    """
    row = IntakeKey.objects.filter(pk=key_id, destroyed=False).first()
    if row is None or row.day + LIFE < clock.today():
        raise IntakeKeyGone
    try:
        return X25519PrivateKey.from_private_bytes(_file(key_id).read_bytes())
    except (FileNotFoundError, ValueError) as error:
        raise IntakeKeyGone from error


def rotate() -> bool:
    """Make today's and tomorrow's key where missing; destroy those past their seven days.

    Returns:
        Whether today had none before.
    """
    late = current() is None
    for day in (clock.today(), clock.today() + timedelta(days=1)):
        if not IntakeKey.objects.filter(day=day).exists():
            _make(day)
    for row in IntakeKey.objects.filter(destroyed=False, day__lt=clock.today() - LIFE):
        _destroy(row)
    return late


def _make(day: date) -> None:
    made = X25519PrivateKey.generate()
    public = made.public_key().public_bytes_raw()
    key_id = signing.key_id(public)
    _write(_file(key_id), made.private_bytes_raw())
    try:
        with transaction.atomic(using="keys"):
            IntakeKey.objects.create(id=key_id, day=day, public=public)
    except IntegrityError:  # another worker was first
        _file(key_id).unlink(missing_ok=True)


def _destroy(row: IntakeKey) -> None:
    file = _file(row.id)
    if file.exists():
        _write(file, b"\0" * 32)
        file.unlink()
    row.destroyed = True
    row.save(update_fields=["destroyed"])


def _file(key_id: str) -> Path:
    return Path(settings.INTAKE_DIR) / f"{key_id}.key"


def _write(file: Path, raw: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        whole.write(descriptor, raw)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
