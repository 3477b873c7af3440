"""Why a batch is not stored: named codes, never content."""

from enum import StrEnum


class ContentFault(StrEnum):
    """What is wrong inside a batch; the device hears it with its next answer.

    The same names stand in the wire (`capture.protocol.codes.ContentFailure`).
    """

    CANNOT_OPEN = "cannot-open"
    TOO_LARGE = "too-large"
    MALFORMED = "malformed"
    UNKNOWN_FIELD = "unknown-field"
    KIND_NOT_ALLOWED = "kind-not-allowed"
    APPLICATION_NOT_ALLOWED = "application-not-allowed"
    SITE_NOT_ALLOWED = "site-not-allowed"
    DEVICE_DIFFERS = "device-differs"
    CONSENT_ENDED = "consent-ended"


class ContentRefused(Exception):
    """A batch that cannot be used; `str()` is the code."""

    def __init__(self, fault: ContentFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Reason(StrEnum):
    """Why a batch is in quarantine."""

    INTAKE_KEY_GONE = "intake-key-gone"
    REDACTION_FAILED = "redaction-failed"
    TRIES_USED = "tries-used"
