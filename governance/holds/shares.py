"""The private key of a hold in three shares, of which two say nothing (n of n, by XOR).

Two shares are 32 random bytes each, the third is the key XOR both: whoever lacks one of the three
knows as much of the key as whoever has none. The key itself is kept nowhere.
"""

import hashlib
import json
import secrets
import uuid

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from governance.holds.errors import ShareWrong
from governance.holds.models import Holder
from governance.signing import decode, encode

TYPE = "sayso-hold-share/1"
SIZE = 32
FILE_MAX = 1000


def make() -> tuple[bytes, dict[Holder, bytes]]:
    """Return a new public key, and the shares of its private half."""
    private = X25519PrivateKey.generate()
    first, second = secrets.token_bytes(SIZE), secrets.token_bytes(SIZE)
    third = _xor(_xor(private.private_bytes_raw(), first), second)
    shares = dict(zip(Holder, (first, second, third), strict=True))
    return private.public_key().public_bytes_raw(), shares


def join(shares: dict[Holder, bytes]) -> X25519PrivateKey:
    """Return the private key.

    Raises:
        ShareWrong: one of the three is missing.
    """
    for holder in Holder:
        if holder not in shares:
            raise ShareWrong(holder)
    raw = bytes(SIZE)
    for share in shares.values():
        raw = _xor(raw, share)
    return X25519PrivateKey.from_private_bytes(raw)


def digest(share: bytes) -> str:
    """Return what is kept of a share: 32 random bytes cannot be guessed from it."""
    return hashlib.sha256(share).hexdigest()


def write(hold: uuid.UUID, holder: Holder, share: bytes) -> str:
    """Return the file that a holder gets."""
    says = {"type": TYPE, "hold": str(hold), "holder": str(holder), "share": encode(share)}
    return json.dumps(says, indent=2) + "\n"


def read(text: bytes, hold: uuid.UUID, holder: Holder) -> bytes:
    """Return the share of a file.

    Raises:
        ShareWrong: no such file, or one of another hold or holder.
    """
    try:
        says = json.loads(text[:FILE_MAX])
        share = decode(says["share"])
        named = (says["type"], says["hold"], says["holder"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ShareWrong(holder) from None
    if named != (TYPE, str(hold), str(holder)) or len(share) != SIZE:
        raise ShareWrong(holder)
    return share


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
