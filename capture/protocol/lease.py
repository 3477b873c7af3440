"""The lease: what the server permits one device for about a minute, and how a device checks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field

from capture.protocol.codes import WireError
from capture.protocol.decoding import decode
from capture.protocol.encoding import Binary
from capture.protocol.envelope import EnvelopeRefused, open_envelope
from capture.protocol.evidence import Evidence, LogState
from capture.protocol.messages import (
    Envelope,
    Epoch,
    Key32,
    KeyId,
    Kind,
    Message,
    Positive,
    Short,
    Slug,
    Thumbprint,
    Zulu,
)

LEASE_TYPE: Final = "sayso-lease/2"
LIFE_MAX: Final = 120

HourMinute = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
HostPattern = Annotated[str, Field(pattern=r"^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?$")]


class Application(Message):
    """A listed application: both its window class and its executable must fit.

    `frame_suffix` is set for browsers: the accessible name of the frame must end exactly so,
    which only a normal window's does.
    """

    name: Short
    wm_class: Short
    executables: Annotated[tuple[Short, ...], Field(min_length=1, max_length=16)]
    frame_suffix: Short | None = None


class Hours(Message):
    """When capture is permitted, on the wall clock of `zone` (IANA name).

    Days are 1 (Monday) to 7. Where `to` is not later than `from`, the span ends on the next day.
    """

    days: Annotated[
        tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1, max_length=7)
    ]
    start: HourMinute = Field(alias="from")
    end: HourMinute = Field(alias="to")
    zone: Annotated[str, Field(pattern=r"^[A-Za-z0-9_+/-]{1,64}$")]


class Grant(Message):
    """What one purpose may record, in which applications, on which sites, when.

    Two grants are equal where they permit the same, however that is proved: with each checkpoint
    of the log the proof is another one.
    """

    purpose: Slug
    name: Short
    version: Positive
    epoch: Epoch
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1, max_length=len(Kind))]
    applications: Annotated[tuple[Application, ...], Field(min_length=1, max_length=64)]
    sites: Annotated[tuple[HostPattern, ...], Field(max_length=64)] = ()
    hours: Hours
    evidence: Evidence

    def __eq__(self, other: object) -> bool:
        """Tell whether another grant permits the same."""
        return isinstance(other, Grant) and self._permitted() == other._permitted()

    def __hash__(self) -> int:
        """Hash what is permitted."""
        return hash(self._permitted())

    def _permitted(self) -> tuple[object, ...]:
        facts = (self.purpose, self.name, self.version, self.epoch, self.kinds)
        return (*facts, self.applications, self.sites, self.hours)


class IntakeKey(Message):
    """The public key of the day to which batches are sealed."""

    key: KeyId
    public: Key32
    day: date


class LeasePayload(Message):
    """A lease. `life` in seconds counts from the moment the agent asked, not from its arrival.

    `at` is the server's time of issue: it says nothing of the life, and dates the lease for whoever
    holds it beside a withdrawal. `log` is what the evidence of the grants is proved against.
    """

    type: Literal["sayso-lease/2"] = "sayso-lease/2"
    number: Positive
    at: Zulu
    device: UUID
    thumbprint: Thumbprint
    nonce: Annotated[Binary, Field(min_length=16, max_length=16)]
    life: Annotated[int, Field(ge=1, le=LIFE_MAX)]
    person: Short
    grants: Annotated[tuple[Grant, ...], Field(min_length=1, max_length=16)]
    intake: IntakeKey
    never: Annotated[tuple[Short, ...], Field(max_length=500)] = ()
    log: LogState
    upload_slot: Annotated[int, Field(ge=1, le=86_400)]


class Doubt(StrEnum):
    """Why a lease does not count."""

    KEY = "signed by a key that this device does not trust"
    ALTERED = "its signature does not fit"
    SHAPE = "it is not a lease"
    DEVICE = "it was made for another device"
    THUMBPRINT = "it was made for another key"
    NONCE = "it answers another question"
    NUMBER = "its number is lower than one seen before"
    DATED = "it is not dated of now"
    CHECKPOINT = "its checkpoint is not signed by the log that this device knows"
    OTHER_LOG = "it is proved by another log than the one this device knows"
    COSIGNATURE_MISSING = "a witness has not cosigned its checkpoint"
    COSIGNATURE_OLD = "a witness has not cosigned its checkpoint within 24 hours"
    ROLLED_BACK = "its log is shorter than one seen before"
    FORK = "its log is another one of the same length as one seen before"
    NOT_CONTINUED = "it is not shown that its log continues the one seen before"
    NOT_IN_LOG = "an entry is not in the log"
    NO_CONSENT = "no entry says that the person allowed it"
    COLLEAGUE = "the consent is somebody else's"
    ENDED = "the consent has ended"
    NO_ANSWER = "no Yes of this device covers it"
    OTHER_TEXT = "the Yes of this device was to another text of the purpose"
    OLDER_CONSENT = "a newer decision of the person was shown before, and it allows less"
    OTHER_ANSWER = "an answer was not signed by this device"
    NOT_APPROVED = "an approval of the purpose is missing"
    WIDER = "it allows more than was approved"


PROOF_DOUBTS: Final = frozenset(Doubt) - {
    Doubt.KEY,
    Doubt.ALTERED,
    Doubt.SHAPE,
    Doubt.DEVICE,
    Doubt.THUMBPRINT,
    Doubt.NONCE,
    Doubt.NUMBER,
}
"""Doubts about what is proved, and not about the answer that carried it."""
LASTING: Final = frozenset({Doubt.ROLLED_BACK, Doubt.FORK})
"""What two signed checkpoints show for good: it ends with another enrolment alone."""


class LeaseRefused(Exception):
    """A lease that must not be used; `doubt` says why."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt.value)
        self.doubt = doubt


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a lease must agree with: this device, its key, this request, the numbers seen."""

    device: UUID
    thumbprint: str
    nonce: bytes
    lowest_number: int


def verify_lease(
    envelope: Envelope, keys: Mapping[str, Ed25519PublicKey], expected: Expectation
) -> LeasePayload:
    """Return the lease if everything about it agrees; its life is for the caller to count.

    Args:
        envelope: as received.
        keys: the server's lease keys that this device trusts, by key id.
        expected: what this device knows.

    Raises:
        LeaseRefused: anything does not agree.
    """
    lease = _opened(envelope, keys)
    if lease.device != expected.device:
        raise LeaseRefused(Doubt.DEVICE)
    if lease.thumbprint != expected.thumbprint:
        raise LeaseRefused(Doubt.THUMBPRINT)
    if lease.nonce != expected.nonce:
        raise LeaseRefused(Doubt.NONCE)
    if lease.number < expected.lowest_number:
        raise LeaseRefused(Doubt.NUMBER)
    return lease


def _opened(envelope: Envelope, keys: Mapping[str, Ed25519PublicKey]) -> LeasePayload:
    key = keys.get(envelope.key)
    if key is None:
        raise LeaseRefused(Doubt.KEY)
    try:
        payload = open_envelope(envelope, LEASE_TYPE, key)
    except EnvelopeRefused as error:
        raise LeaseRefused(Doubt.ALTERED) from error
    try:
        return decode(LeasePayload, payload)
    except WireError as error:
        raise LeaseRefused(Doubt.SHAPE) from error
