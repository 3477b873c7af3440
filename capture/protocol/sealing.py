"""Sealing a batch to the intake key of the day (HPKE, RFC 9180, base mode, single shot)."""

import gzip
import zlib
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from capture.protocol.codes import ContentFailure
from capture.protocol.content import CONTENT_MAX, Content
from capture.protocol.decoding import DecodingError, decode
from capture.protocol.encoding import encode

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
OVERHEAD: Final = 48  # encapsulated key 32, tag 16


class ContentRefused(Exception):
    """A sealed batch that cannot be used; `failure` is what the device hears of it."""

    def __init__(self, failure: ContentFailure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def binding(device: UUID, seq: int) -> bytes:
    """Return the HPKE info that ties a batch to its device and place."""
    return f"sayso-batch/1|{device}|{seq}".encode("ascii")


def seal(content: Content, intake: X25519PublicKey) -> bytes:
    """Return the content zipped and sealed: encapsulated key, then ciphertext."""
    zipped = gzip.compress(encode(content), mtime=0)
    return _SUITE.encrypt(zipped, intake, binding(content.device, content.seq))


def open_sealed(sealed: bytes, private: X25519PrivateKey, device: UUID, seq: int) -> Content:
    """Return the content of a batch; for the redaction worker alone.

    Args:
        sealed: as the device made it.
        private: the intake key it was sealed to.
        device: who uploaded it.
        seq: its place in the device's row of batches.

    Raises:
        ContentRefused: it does not open, inflates to more than 1 MiB, or is not what was named.
    """
    try:
        zipped = _SUITE.decrypt(sealed, private, binding(device, seq))
    except (InvalidTag, ValueError) as error:
        raise ContentRefused(ContentFailure.CANNOT_OPEN) from error
    try:
        content = decode(Content, _inflated(zipped))
    except DecodingError as error:
        raise ContentRefused(ContentFailure(error.code.value)) from None
    if (content.device, content.seq) != (device, seq):
        raise ContentRefused(ContentFailure.DEVICE_DIFFERS)
    return content


def _inflated(zipped: bytes) -> bytes:
    reader = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        plain = reader.decompress(zipped, CONTENT_MAX + 1)
    except zlib.error:
        raise ContentRefused(ContentFailure.MALFORMED) from None
    if len(plain) > CONTENT_MAX:
        raise ContentRefused(ContentFailure.TOO_LARGE)
    if not reader.eof or reader.unused_data:
        raise ContentRefused(ContentFailure.MALFORMED)
    return plain
