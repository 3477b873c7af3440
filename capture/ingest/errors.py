"""Every named error of the wire as an answer: code, sentence, remedy, in one size."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from capture.ingest import limits
from capture.protocol.codes import Code, ErrorAnswer
from capture.protocol.encoding import encode
from capture.protocol.messages import ACCEPTED_SIZE
from governance.errors import Refusal

TEXTS: Final[dict[Code, tuple[str | Promise, str | Promise]]] = {
    Code.MALFORMED: (
        _("The body is not the JSON message that this address takes."),
        _("Send UTF-8 JSON with exactly the fields and types of the protocol."),
    ),
    Code.UNKNOWN_FIELD: (
        _("The body has a field that the protocol does not know."),
        _("Leave the field out, or update the server first."),
    ),
    Code.SIGNATURE_MISSING: (
        _("The request is not signed."),
        _("Sign it with the device's key under the label sayso (RFC 9421)."),
    ),
    Code.SIGNATURE_INVALID: (
        _("The signature does not fit the request."),
        _("Sign exactly the named components and the bytes that are sent."),
    ),
    Code.SIGNATURE_EXPIRED: (
        _("The signature was made more than 60 seconds ago, or ahead of time."),
        _("Set the clock of the computer and sign anew."),
    ),
    Code.DEVICE_UNKNOWN: (
        _("This device is not known."),
        _("Enrol the computer again."),
    ),
    Code.DEVICE_REVOKED: (
        _("This device has been removed."),
        _("Enrol the computer again if you want to use it."),
    ),
    Code.COUNTER_REUSED: (
        _("The call counter did not grow, so this device has been removed."),
        _("Enrol the computer again. If you copied its folder, delete the copy."),
    ),
    Code.CONSENT_ENDED: (
        _("Consent to what this batch holds has ended. Nothing of it was stored."),
        _("Erase what belongs to it and send the rest as another batch."),
    ),
    Code.LOGIN_MISMATCH: (
        _("Somebody else is signed in on that computer."),
        _("Only a computer on which you are signed in yourself can be added."),
    ),
    Code.ENROLMENT_UNKNOWN: (
        _("No enrolment is under way here."),
        _("Start adding the computer anew."),
    ),
    Code.ENROLMENT_PENDING: (
        _("The code has not been typed in the browser yet."),
        _("Sign in to Sayso in a browser, open Devices, and type the code there."),
    ),
    Code.WORDS_WRONG: (
        _("These are not the two words that the browser shows."),
        _("Type them as the browser shows them. After three tries the code ends."),
    ),
    Code.SEQUENCE_GAP: (
        _("A batch before this one is missing."),
        _("Go on from the number after the accepted one."),
    ),
    Code.ENROLMENT_EXPIRED: (
        _("This code has ended."),
        _("Start adding the computer anew to get another code."),
    ),
    Code.TOO_LARGE: (
        _("The body is larger than this address takes."),
        _("Send less at once."),
    ),
    Code.ENCODING_NOT_SUPPORTED: (
        _("The content type or the content encoding is another one."),
        _("Send application/json with the encoding identity, both named in the request."),
    ),
    Code.ENVELOPE_INVALID: (
        _("The message contradicts itself or what is asked now."),
        _("Build it anew from the newest answer of the server."),
    ),
    Code.LEASE_UNKNOWN: (
        _("This lease was never issued to this device."),
        _("Ask for a lease and seal the batch again."),
    ),
    Code.KEY_UNKNOWN: (
        _("The intake key is not known, or has been destroyed."),
        _("Seal the batch again to the key of the newest lease."),
    ),
    Code.TOO_MANY_WAITING: (
        _("Too many batches wait to be redacted."),
        _("Keep the batch and come again after the time in Retry-After."),
    ),
    Code.TOO_MANY_ATTEMPTS: (
        _("Too many tries in a short time."),
        _("Wait ten minutes, then try again."),
    ),
    Code.UNAVAILABLE: (
        _("The server cannot answer now."),
        _("Come again after the time in Retry-After."),
    ),
}

RETRY_AFTER: Final[dict[Code, int]] = {
    Code.TOO_MANY_WAITING: limits.INBOX_RETRY,
    Code.TOO_MANY_ATTEMPTS: limits.ATTEMPTS_RETRY,
    Code.UNAVAILABLE: limits.HELD_RETRY,
}


class SequenceGap(Exception):
    """A batch number that leaves one out; `accepted` is the durable high-water mark."""

    def __init__(self, accepted: int) -> None:
        super().__init__(Code.SEQUENCE_GAP.value)
        self.accepted = accepted


def code_of(refusal: Refusal) -> Code:
    """Return the named error of a refusal; one that the wire does not know is `unavailable`."""
    return Code(refusal.code) if refusal.code in set(Code) else Code.UNAVAILABLE


def body_of(code: Code, accepted: int | None = None) -> bytes:
    """Return the body of an error, filled with spaces to the size of a good answer."""
    message, remedy = TEXTS[code]
    answer = ErrorAnswer(error=code, message=str(message), remedy=str(remedy), accepted=accepted)
    return encode(answer).ljust(ACCEPTED_SIZE)


def headers_of(code: Code) -> dict[str, str]:
    """Return the headers that an error carries beside the usual ones."""
    return {"Retry-After": str(RETRY_AFTER[code])} if code in RETRY_AFTER else {}
