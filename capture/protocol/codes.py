"""Named errors of the wire, each with its HTTP status and what a person can do about it."""

from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict


class Code(StrEnum):
    """Stable name of an error; clients decide by it, never by the message."""

    MALFORMED = "malformed"
    UNKNOWN_FIELD = "unknown-field"
    SIGNATURE_MISSING = "signature-missing"
    SIGNATURE_INVALID = "signature-invalid"
    SIGNATURE_EXPIRED = "signature-expired"
    DEVICE_UNKNOWN = "device-unknown"
    DEVICE_REVOKED = "device-revoked"
    COUNTER_REUSED = "counter-reused"
    CONSENT_ENDED = "consent-ended"
    LOGIN_MISMATCH = "login-mismatch"
    ENROLMENT_UNKNOWN = "enrolment-unknown"
    ENROLMENT_PENDING = "enrolment-pending"
    WORDS_WRONG = "words-wrong"
    SEQUENCE_GAP = "sequence-gap"
    ENROLMENT_EXPIRED = "enrolment-expired"
    TOO_LARGE = "too-large"
    ENCODING_NOT_SUPPORTED = "encoding-not-supported"
    ENVELOPE_INVALID = "envelope-invalid"
    LEASE_UNKNOWN = "lease-unknown"
    KEY_UNKNOWN = "key-unknown"
    TOO_MANY_WAITING = "too-many-waiting"
    TOO_MANY_ATTEMPTS = "too-many-attempts"
    UNAVAILABLE = "unavailable"

    @property
    def status(self) -> int:
        """HTTP status that carries this code."""
        return STATUS[self]


STATUS: Final[dict[Code, int]] = {
    Code.MALFORMED: 400,
    Code.UNKNOWN_FIELD: 400,
    Code.SIGNATURE_MISSING: 401,
    Code.SIGNATURE_INVALID: 401,
    Code.SIGNATURE_EXPIRED: 401,
    Code.DEVICE_UNKNOWN: 403,
    Code.DEVICE_REVOKED: 403,
    Code.COUNTER_REUSED: 403,
    Code.CONSENT_ENDED: 403,
    Code.LOGIN_MISMATCH: 403,
    Code.ENROLMENT_UNKNOWN: 404,
    Code.ENROLMENT_PENDING: 409,
    Code.WORDS_WRONG: 409,
    Code.SEQUENCE_GAP: 409,
    Code.ENROLMENT_EXPIRED: 410,
    Code.TOO_LARGE: 413,
    Code.ENCODING_NOT_SUPPORTED: 415,
    Code.ENVELOPE_INVALID: 422,
    Code.LEASE_UNKNOWN: 422,
    Code.KEY_UNKNOWN: 422,
    Code.TOO_MANY_WAITING: 429,
    Code.TOO_MANY_ATTEMPTS: 429,
    Code.UNAVAILABLE: 503,
}


class ContentFailure(StrEnum):
    """Why the redaction worker did not store a batch; it reaches the agent in its next answer."""

    CANNOT_OPEN = "cannot-open"
    TOO_LARGE = "too-large"
    MALFORMED = "malformed"
    UNKNOWN_FIELD = "unknown-field"
    KIND_NOT_ALLOWED = "kind-not-allowed"
    APPLICATION_NOT_ALLOWED = "application-not-allowed"
    SITE_NOT_ALLOWED = "site-not-allowed"
    DEVICE_DIFFERS = "device-differs"
    CONSENT_ENDED = "consent-ended"


class ErrorAnswer(BaseModel):
    """Body of every answer of class 4xx and 5xx.

    A sequence gap also carries `accepted`, the durable high-water mark.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    error: Code
    message: str
    remedy: str
    accepted: int | None = None


class WireError(Exception):
    """What was received breaks a rule of the wire; `str()` is the code, nothing of the content."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code
