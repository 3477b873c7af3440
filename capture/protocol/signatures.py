"""Signed requests (RFC 9421): exactly the named components, one signature, a counter, 60 seconds.

The library's defaults check almost nothing, so body, components, tag, age and counter are named
here. Transported bytes are what is signed.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import http_sf
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
)
from http_message_signatures.algorithms import ED25519
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from http_sf.compat import InnerList

from capture.protocol.codes import Code, WireError
from capture.protocol.keys import thumbprint
from capture.protocol.messages import BIGGEST

LABEL: Final = "sayso"
TAG: Final = "sayso-agent"
COMPONENTS: Final = (
    "@method",
    "@authority",
    "@path",
    "@query",
    "content-type",
    "content-encoding",
    "content-digest",
)
PARAMETERS: Final = frozenset({"created", "keyid", "nonce", "alg", "tag"})
MAX_AGE: Final = timedelta(seconds=60)
CONTENT_TYPE: Final = "application/json"
CONTENT_ENCODING: Final = "identity"
_COUNTER: Final = re.compile(r"[1-9][0-9]{0,15}")
_COVERED: Final = frozenset(f'"{name}"' for name in COMPONENTS) | {'"@signature-params"'}


class SignatureRefused(WireError):
    """A request whose signature does not count."""


@dataclass(frozen=True, slots=True)
class RequestParts:
    """A request as it was transported.

    Attributes:
        method: upper case.
        authority: the Host header, lower case, without a default port.
        target: path and query as sent, percent-encoding untouched.
        headers: all lines in order, names in any case.
        body: the transported bytes.
    """

    method: str
    authority: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all_of(self, name: str) -> list[str]:
        """Return the values of every line of a header."""
        return [value for key, value in self.headers if key.lower() == name]


@dataclass(frozen=True, slots=True)
class Verified:
    """Who signed, and the counter of the call (to be compared with the device's last)."""

    keyid: str
    counter: int


@dataclass(frozen=True, slots=True)
class _Lines:
    """Header lines for the library, repeated ones too."""

    lines: tuple[tuple[str, str], ...]

    def items(self) -> tuple[tuple[str, str], ...]:
        return self.lines


@dataclass(frozen=True, slots=True)
class _View:
    """What the library reads; the scheme plays no part in what is covered."""

    method: str
    url: str
    headers: _Lines | dict[str, str]


@dataclass(slots=True)
class _Resolver(HTTPSignatureKeyResolver):
    """Asks for a public key once, and keeps a refusal that the library would swallow."""

    resolve: Callable[[str], Ed25519PublicKey | None]
    refusal: Exception | None = None

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        try:
            key = self.resolve(key_id)
        except Exception as error:
            self.refusal = error
            raise
        if key is None:
            self.refusal = SignatureRefused(Code.DEVICE_UNKNOWN)
            raise self.refusal
        return key


@dataclass(frozen=True, slots=True)
class _OneKey(HTTPSignatureKeyResolver):
    private: Ed25519PrivateKey

    def resolve_private_key(self, _key_id: str) -> Ed25519PrivateKey:
        return self.private


class _Verifier(HTTPMessageVerifier):
    """The library's verifier on a clock that is handed in, sixty seconds to either side."""

    now: datetime

    def validate_created_and_expires(
        self, sig_input: InnerList, max_age: timedelta | None = None
    ) -> None:
        created = sig_input.params.get("created")
        if type(created) is not int:
            raise SignatureRefused(Code.SIGNATURE_INVALID)
        if abs(self.now.timestamp() - created) > MAX_AGE.total_seconds():
            raise SignatureRefused(Code.SIGNATURE_EXPIRED)


def content_digest(body: bytes) -> str:
    """Return the value of Content-Digest (RFC 9530) for the transported bytes."""
    return str(http_sf.ser({"sha-256": hashlib.sha256(body).digest()}))


def sign(
    request: RequestParts, private: Ed25519PrivateKey, counter: int, now: datetime
) -> dict[str, str]:
    """Return the headers that make this request a signed one.

    Args:
        request: method, authority, target and body; its headers are not looked at.
        private: the device's key.
        counter: greater than in any call before, stored before it is used.
        now: time of day, aware.

    Returns:
        Content-Type, Content-Encoding, Content-Digest, Signature-Input and Signature.
    """
    headers = {
        "Content-Type": CONTENT_TYPE,
        "Content-Encoding": CONTENT_ENCODING,
        "Content-Digest": content_digest(request.body),
    }
    view = _View(request.method, f"https://{request.authority}{request.target}", headers)
    signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=_OneKey(private))
    signer.sign(
        view,
        key_id=thumbprint(private.public_key()),
        created=now,
        nonce=str(counter),
        label=LABEL,
        tag=TAG,
        covered_component_ids=COMPONENTS,
        body=request.body,
        use_existing_digest=True,
    )
    return headers


def verify(
    request: RequestParts,
    resolve_key: Callable[[str], Ed25519PublicKey | None],
    now: datetime,
) -> Verified:
    """Return who signed a request, once everything about its signature has been checked.

    The caller compares the counter with the device's last, in one transaction with storing it.

    Args:
        request: as transported.
        resolve_key: public key of a thumbprint, None if there is none; what it raises passes.
        now: time of day, aware.

    Raises:
        SignatureRefused: 401 missing, invalid or expired, 403 unknown device, 415 encoding.
    """
    _check_headers(request)
    resolver = _Resolver(resolve_key)
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=resolver)
    verifier.now = now
    view = _View(
        request.method, f"https://{request.authority}{request.target}", _Lines(request.headers)
    )
    try:
        found = verifier.verify(
            view,
            max_age=MAX_AGE,
            expect_tag=TAG,
            expect_label=LABEL,
            require_components=COMPONENTS,
            body=request.body,
        )
    except (HTTPMessageSignaturesException, ValueError, AssertionError) as error:
        if resolver.refusal is not None:
            raise resolver.refusal from None
        raise SignatureRefused(Code.SIGNATURE_INVALID) from error
    if len(found) != 1:
        raise SignatureRefused(Code.SIGNATURE_INVALID)
    return _exact(found[0].parameters, frozenset(found[0].covered_components))


def _check_headers(request: RequestParts) -> None:
    for name in ("signature-input", "signature"):
        lines = request.all_of(name)
        if not lines:
            raise SignatureRefused(Code.SIGNATURE_MISSING)
        if len(lines) > 1 or len(_labels(lines[0])) != 1:
            raise SignatureRefused(Code.SIGNATURE_INVALID)
    if request.all_of("content-encoding") != [CONTENT_ENCODING]:
        raise SignatureRefused(Code.ENCODING_NOT_SUPPORTED)
    if request.all_of("content-type") != [CONTENT_TYPE]:
        raise SignatureRefused(Code.ENCODING_NOT_SUPPORTED)
    if request.all_of("content-digest") != [content_digest(request.body)]:
        raise SignatureRefused(Code.SIGNATURE_INVALID)


def _labels(value: str) -> list[str]:
    try:
        parsed = http_sf.parse(value.encode("ascii"), tltype="dictionary")
    except (ValueError, TypeError, RecursionError):
        return []
    return list(parsed) if isinstance(parsed, dict) else []


def _exact(parameters: dict[str, int | str], covered: frozenset[str]) -> Verified:
    counter = parameters.get("nonce")
    if (
        frozenset(parameters) != PARAMETERS
        or covered != _COVERED
        or not isinstance(counter, str)
        or not _COUNTER.fullmatch(counter)
        or int(counter) > BIGGEST
    ):
        raise SignatureRefused(Code.SIGNATURE_INVALID)
    return Verified(keyid=str(parameters["keyid"]), counter=int(counter))
