"""AES-256-GCM (NIST SP 800-38D) with the associated data named each time, and padded bodies."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from governance.errors import Refusal

NONCE = 12
PAD_STEP = 1024


class SealBroken(Refusal):
    """Another key, other associated data, or changed bytes."""

    code = "seal-broken"


def new_key() -> bytes:
    """Make a key of 256 bits."""
    return secrets.token_bytes(32)


def seal(key: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """Return nonce and ciphertext."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, associated)


def open_sealed(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """Return the plaintext.

    Raises:
        SealBroken: another key, other associated data, or changed bytes.
    """
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], associated)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error


def pad(body: bytes, step: int = PAD_STEP) -> bytes:
    """Lengthen to a multiple of the step, so that a length tells little (ISO/IEC 7816-4)."""
    return body + b"\x80" + b"\0" * (-(len(body) + 1) % step)


def unpad(padded: bytes) -> bytes:
    """Take the padding off.

    Raises:
        SealBroken: there is no padding.
    """
    body, mark, rest = padded.rpartition(b"\x80")
    if not mark or rest.strip(b"\0"):
        raise SealBroken
    return body
