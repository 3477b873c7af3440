"""Whose request it is: signature, key, counter. Nothing of a body is read before."""

from collections.abc import Callable
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from capture.protocol.codes import Code
from capture.protocol.signatures import RequestParts, SignatureRefused, verify
from governance import clock, signing
from governance.devices import authentication
from governance.devices.authentication import Caller
from governance.devices.enrolment import FIRST_COUNTER


def device(parts: RequestParts, arrived: datetime | None = None) -> Caller:
    """Return the enrolled device that signed a request, its counter counted.

    Args:
        parts: the request.
        arrived: when it reached this server; None for just now.

    Raises:
        SignatureRefused: missing, invalid or expired signature; another encoding.
        governance.errors.Refusal: unknown or revoked device, a counter that did not grow.
    """
    arrived = arrived or clock.now()
    verified = verify(parts, _known, arrived)
    return authentication.authenticate(verified.keyid, verified.counter, arrived)


def newcomer(parts: RequestParts, public: bytes) -> None:
    """Check that a call of an enrolment is signed by the key that it brings or brought.

    Raises:
        SignatureRefused: another key, or a signature that does not count.
    """
    verified = verify(parts, _only(public), clock.now())
    if verified.counter != FIRST_COUNTER:
        raise SignatureRefused(Code.SIGNATURE_INVALID)


def _known(thumbprint: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(authentication.public_key(thumbprint))


def _only(public: bytes) -> Callable[[str], Ed25519PublicKey]:
    def resolve(thumbprint: str) -> Ed25519PublicKey:
        if thumbprint != signing.thumbprint(public):
            raise SignatureRefused(Code.SIGNATURE_INVALID)
        return Ed25519PublicKey.from_public_bytes(public)

    return resolve
