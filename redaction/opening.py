"""Opens a batch: HPKE (RFC 9180) with the intake key of its day, gunzip with a cap, strict JSON."""

import zlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from governance.keys import intake
from redaction import content
from redaction.content import Content
from redaction.faults import ContentFault, ContentRefused
from redaction.models import InboxBatch

INFLATED_MAX: Final = 1_048_576  # bytes of JSON in a batch
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def open_batch(batch: InboxBatch) -> Content:
    """Return what the device sealed.

    Raises:
        governance.keys.intake.IntakeKeyGone: nobody can open it any more.
        ContentRefused: it does not open, is too large, or is not what was named.
    """
    private = intake.private(batch.key)
    binding = f"sayso-batch/1|{batch.device}|{batch.seq}".encode("ascii")
    try:
        zipped = _SUITE.decrypt(bytes(batch.sealed), private, binding)
    except (InvalidTag, ValueError):
        raise ContentRefused(ContentFault.CANNOT_OPEN) from None
    found = content.read(_inflated(zipped))
    if (found.device, found.seq) != (batch.device, batch.seq):
        raise ContentRefused(ContentFault.DEVICE_DIFFERS)
    return found


def _inflated(zipped: bytes) -> bytes:
    reader = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        plain = reader.decompress(zipped, INFLATED_MAX + 1)
    except zlib.error:
        raise ContentRefused(ContentFault.MALFORMED) from None
    if len(plain) > INFLATED_MAX:
        raise ContentRefused(ContentFault.TOO_LARGE)
    if not reader.eof or reader.unused_data:
        raise ContentRefused(ContentFault.MALFORMED)
    return plain
