"""Signed objects: each names its type and its key, and carries the very bytes that were signed."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from governance.errors import Refusal


class Use(StrEnum):
    """What a signing key may sign; one key for each use."""

    LEASE = "lease"
    RECEIPT = "receipt"
    LOG = "log"
    CERTIFICATE = "certificate"
    RELEASE = "release"


class SignatureRefused(Refusal):
    """The signature does not fit the type, the key or the bytes."""

    code = "signature-invalid"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed object as it is transported.

    Attributes:
        type: what it is, with its version, such as `sayso-lease/1`.
        key: id of the public key.
        payload: the signed bytes.
        signature: Ed25519 (RFC 8032) over `type`, a zero byte and `payload`.
    """

    type: str
    key: str
    payload: bytes
    signature: bytes

    def as_json(self) -> dict[str, str]:
        """Return the object as it stands in JSON, binary parts in base64url without padding."""
        return {
            "type": self.type,
            "key": self.key,
            "payload": encode(self.payload),
            "signature": encode(self.signature),
        }

    @classmethod
    def from_json(cls, written: Mapping[str, str]) -> "Signed":
        """Read what `as_json` wrote.

        Raises:
            ValueError: a part is not base64url.
        """
        payload, signature = decode(written["payload"]), decode(written["signature"])
        return cls(written["type"], written["key"], payload, signature)


def encode(raw: bytes) -> str:
    """Return base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Read base64url without padding.

    Raises:
        ValueError: it is not base64url.
    """
    if not text.isascii() or "=" in text:
        raise ValueError("not base64url without padding")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def key_id(public: bytes) -> str:
    """Return the id of a raw public key: half of its SHA-256, in base64url."""
    return encode(hashlib.sha256(public).digest()[:16])


def thumbprint(public: bytes) -> str:
    """Return the JWK thumbprint (RFC 7638) of a raw Ed25519 public key."""
    jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{encode(public)}"}}'
    return encode(hashlib.sha256(jwk.encode("ascii")).digest())


def sign(private: Ed25519PrivateKey, type_: str, payload: bytes) -> Signed:
    """Sign a payload under its type."""
    public = private.public_key().public_bytes_raw()
    signature = private.sign(type_.encode("ascii") + b"\0" + payload)
    return Signed(type_, key_id(public), payload, signature)


def check(public: bytes, signed: Signed, expected_type: str) -> bytes:
    """Return the payload if type and signature hold.

    Raises:
        SignatureRefused: another type, or a signature that does not fit.
    """
    if signed.type != expected_type:
        raise SignatureRefused
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            signed.signature, signed.type.encode("ascii") + b"\0" + signed.payload
        )
    except (InvalidSignature, ValueError) as error:
        raise SignatureRefused from error
    return signed.payload
