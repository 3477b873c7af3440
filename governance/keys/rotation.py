"""Births and deaths of signing keys: rotation with an overlap, retirement, loss.

A new key is announced while the old one still signs, by a statement of the old one, so that who
trusts the old one can come to trust the new one before it is needed. A lost key says nothing of
the next: whoever found it could say it too.
"""

import json
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from governance import clock, signing
from governance.errors import Refusal
from governance.keys import log_key, signers
from governance.keys.models import SigningKey
from governance.signing import Use

SUCCESSOR = "sayso-successor/1"
REST = timedelta(hours=1)
"""How long a replaced key stays: longer than any copy in a worker lives, by far."""


class RotationUnderWay(Refusal):
    """A key of this use is announced already and has not started."""

    code = "rotation-under-way"


class KeyInUse(Refusal):
    """The key signs now, so it cannot be retired before another one signs."""

    code = "key-in-use"


class KeyUnknown(Refusal):
    """There is no living key of this id."""

    code = "signing-key-unknown"


def rotate(use: Use) -> SigningKey:
    """Make the next key of a use, told of by the one that signs now; it starts after the overlap.

    Raises:
        RotationUnderWay: one is announced already.
        governance.keys.log_key.LogKeyElsewhere: the use is the log's, and this is no sequencer.
    """
    old = signers.signing_row(use)
    if any(row.starts and row.starts > clock.now() for row in signers.living(use)):
        raise RotationUnderWay
    private = Ed25519PrivateKey.generate()
    starts = _whole(clock.now() + timedelta(days=settings.KEY_OVERLAP_DAYS))
    said = signing.sign(signers.private_of(old), SUCCESSOR, _statement(use, private, starts))
    return signers.keep(use, private, starts, said)


def lost(use: Use) -> SigningKey:
    """Replace the key of a use at once, because its private half is lost or known to others.

    Whatever was announced dies with it, since the lost key may have announced it.
    """
    with transaction.atomic(using="keys"):
        before = list(SigningKey.objects.filter(use=use, retired=None).select_for_update())
        new = signers.keep(use, Ed25519PrivateKey.generate(), _whole(clock.now()))
        for row in before:
            _end(row, lost=True)
    signers.forget()
    return new


def retire(key_id: str) -> SigningKey:
    """Destroy the private half of a key that signs no more, or was only announced.

    Raises:
        KeyUnknown: there is no such key, or it is retired already.
        KeyInUse: it signs now.
    """
    row = SigningKey.objects.filter(pk=key_id, retired=None).first()
    if row is None:
        raise KeyUnknown
    if row.id == signers.signing_row(Use(row.use)).id:
        raise KeyInUse
    _end(row)
    return row


def retire_replaced() -> None:
    """Retire each key whose successor has been signing for a while."""
    for use in Use:
        if use is Use.LOG and not log_key.held():
            continue
        begun = [r for r in signers.living(use) if r.starts is None or r.starts <= clock.now()]
        if len(begun) > 1 and (begun[-1].starts or clock.now()) <= clock.now() - REST:
            for row in begun[:-1]:
                _end(row)


def _end(row: SigningKey, *, lost: bool = False) -> None:
    if row.use == Use.LOG:
        log_key.destroy(row.id)
    SigningKey.objects.filter(pk=row.pk).update(wrapped=b"", retired=clock.today(), lost=lost)


def _statement(use: Use, private: Ed25519PrivateKey, starts: datetime) -> bytes:
    """Return what the old key signs: canonical JSON (RFC 8785; all of it is plain ASCII)."""
    public = private.public_key().public_bytes_raw()
    said = {
        "type": SUCCESSOR,
        "use": str(use),
        "key": signing.key_id(public),
        "public": signing.encode(public),
        "born": clock.today().isoformat(),
        "starts": starts.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
