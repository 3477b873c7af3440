"""Signed objects: `{"type", "key", "payload", "signature"}`, the type under the signature too."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from capture.protocol.messages import Envelope


class EnvelopeRefused(Exception):
    """An envelope of another type, or whose signature does not fit."""


def to_sign(type_: str, payload: bytes) -> bytes:
    """Return the bytes under the signature: ascii(type), one zero byte, the payload."""
    return type_.encode("ascii") + b"\x00" + payload


def seal_envelope(type_: str, payload: bytes, private: Ed25519PrivateKey, key: str) -> Envelope:
    """Return the payload signed; `key` tells the reader whose signature it is."""
    signature = private.sign(to_sign(type_, payload))
    return Envelope(type=type_, key=key, payload=payload, signature=signature)


def open_envelope(envelope: Envelope, type_: str, public: Ed25519PublicKey) -> bytes:
    """Return the payload once the signature has been checked.

    Raises:
        EnvelopeRefused: the type is not the one expected, or the signature does not fit.
    """
    if envelope.type != type_:
        raise EnvelopeRefused("type")
    try:
        public.verify(envelope.signature, to_sign(type_, envelope.payload))
    except InvalidSignature as error:
        raise EnvelopeRefused("signature") from error
    return envelope.payload
