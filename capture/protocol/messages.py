"""Every request and answer between agent and server, as frozen models without unknown fields.

`docs/protocol.md` tells the same to readers without this code. What travels sealed inside a batch
is in `content`, the payload of a lease in `lease`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from capture.protocol.encoding import Binary

BIGGEST: Final = 2**53 - 1  # the largest integer every JSON reader keeps exactly
WAIT_SIZES: Final = (1024, 2048, 4096, 8192)
STATE_SIZE: Final = 49_152
ACCEPTED_SIZE: Final = 512
BATCH_STEP: Final = 16_384
BATCH_MAX: Final = 262_144
EPOCHS_MAX: Final = 64
ENVELOPE_INVALID: Final = "envelope_invalid"

Short = Annotated[str, Field(min_length=1, max_length=300)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$")]
Epoch = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Count = Annotated[int, Field(ge=0, le=BIGGEST)]
Positive = Annotated[int, Field(ge=1, le=BIGGEST)]
Sha256Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
VersionName = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,15}:[0-9a-f]{64}:[0-9a-f]{64}$")]
"""What the log calls one text of a purpose: its number, the hash of all of it, of its scope."""
RoleName = Annotated[str, Field(pattern=r"^[a-z][a-z_-]{0,39}$")]
Unbroken = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^\S+$")]
"""One line without blanks, so that a fingerprint over several has one reading."""
KeyId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]
Thumbprint = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
Url = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^(https?://|/)")]
Pad = Annotated[str, Field(max_length=BATCH_MAX, pattern=r"^ *$")]
Key32 = Annotated[Binary, Field(min_length=32, max_length=32)]


def _zulu(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


Zulu = Annotated[AwareDatetime, PlainSerializer(_zulu, return_type=str)]


class Kind(StrEnum):
    """A kind of data that a person can allow; never more than these."""

    APP_SWITCHES = "app_switches"
    CLICKS = "clicks"
    SCREEN_OPERATIONS = "screen_operations"
    SHORTCUTS = "shortcuts"
    TYPED_TEXT = "typed_text"
    TYPING_RHYTHM = "typing_rhythm"
    POINTER_PATHS = "pointer_paths"


class Message(BaseModel):
    """Ground of all models of the wire: frozen, unknown fields and NaN refused."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
    )


class Envelope(Message):
    """A signed object: Ed25519 over ascii(type) + 0x00 + payload bytes."""

    type: Annotated[str, Field(pattern=r"^sayso-[a-z]{1,30}/[0-9]{1,3}$")]
    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22,43}$")]
    payload: Binary
    signature: Annotated[Binary, Field(min_length=64, max_length=64)]


class EpochRef(Message):
    """One stretch of consent to one purpose."""

    purpose: Slug
    epoch: Epoch


class PublicKey(Message):
    """A public key of the server with its id."""

    key: KeyId
    public: Key32


class EnrolmentRequest(Message):
    """First call of a new device, signed by the key that it brings."""

    type: Literal["sayso-enrolment/1"] = "sayso-enrolment/1"
    public_key: Key32
    login: Short
    host: Short
    platform: Short
    agent: Short


class EnrolmentOpened(Message):
    """The code that the person types in the browser; `expires_in` in seconds."""

    enrolment: UUID
    code: Short
    expires_in: Positive


class ConfirmRequest(Message):
    """The two words that the browser shows, typed into the agent."""

    type: Literal["sayso-confirm/1"] = "sayso-confirm/1"
    words: Short


class LogTrust(Message):
    """What a device is told at enrolment about the log, and compares with a paper.

    Attributes:
        origin: name of the log.
        keys: its public keys, each as `name+hash+key` (C2SP signed-note, type 1).
        witnesses: public keys of the witnesses that the company names (type 4).
    """

    origin: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S+$")]
    keys: Annotated[tuple[Unbroken, ...], Field(min_length=1, max_length=8)]
    witnesses: Annotated[tuple[Unbroken, ...], Field(max_length=8)] = ()


class Enrolled(Message):
    """What the agent keeps: for whom it records, whom it trusts, where it calls.

    `upload_slot` in seconds; the URLs are absolute, or paths on the server that was called.
    `owner` is what entries of the log about this person name; `approvers` are the roles that must
    have approved a purpose before anything may be recorded for it: at least one, and all of them
    are part of the fingerprint.
    """

    device: UUID
    person: Short
    login: Short
    company: Short
    lease_key: PublicKey
    lease_keys: Annotated[tuple[PublicKey, ...], Field(min_length=1, max_length=8)]
    wait_url: Url
    upload_url: Url
    upload_slot: Annotated[int, Field(ge=1, le=86_400)]
    owner: Short
    log: LogTrust
    approvers: Annotated[tuple[RoleName, ...], Field(min_length=1, max_length=8)]


class WaitRequest(Message):
    """The waiting request: what the agent knows, and what it has stopped and erased.

    `log_size` is the size of the newest checkpoint that the agent has verified, 0 where it has
    none.
    """

    type: Literal["sayso-wait/1"] = "sayso-wait/1"
    nonce: Annotated[Binary, Field(min_length=16, max_length=16)]
    seen: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_=-]*$")]
    stopped: Annotated[tuple[EpochRef, ...], Field(max_length=EPOCHS_MAX)] = ()
    log_size: Count = 0
    pad: Pad = ""


class Question(Message):
    """What the device must be answered once before any lease; `text` is one sentence.

    `subject` is what the log calls this very text of the purpose. A Yes carries it, so that it
    covers no other text that would be approved under the same number.
    """

    id: UUID
    purpose: Slug
    name: Short
    version: Positive
    epoch: Epoch
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1, max_length=len(Kind))]
    notice_sha256: Sha256Hex
    subject: VersionName
    text: Annotated[str, Field(min_length=1, max_length=600)]
    language: Language


class Failure(Message):
    """A batch that was accepted but whose content could not be stored (`ContentFailure`)."""

    seq: Positive
    code: Annotated[str, Field(pattern=r"^[a-z-]{1,60}$")]


class Forget(Message):
    """Rows to drop from the spool; what is null does not narrow.

    With `minutes`, all that the device still holds goes: when they began, it cannot know.
    """

    id: UUID
    minutes: Annotated[int, Field(ge=1, le=10_080)] | None = None
    application: Short | None = None
    site: Short | None = None


class State(Message):
    """Answer to every waiting request, always 49,152 bytes, with or without a lease inside.

    Attributes:
        consistency: proof that the log which the device has verified begins the one of the lease
            (RFC 9162, section 2.1.4).
        successors: keys that followed others, each signed by the one before
            (`sayso-successor/1`).
    """

    type: Literal["sayso-state/1"] = "sayso-state/1"
    digest: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_=-]*$")]
    lease: Envelope | None = None
    questions: Annotated[tuple[Question, ...], Field(max_length=16)] = ()
    failures: Annotated[tuple[Failure, ...], Field(max_length=EPOCHS_MAX)] = ()
    accepted: Count = 0
    erase: Annotated[tuple[EpochRef, ...], Field(max_length=EPOCHS_MAX)] = ()
    forget: Annotated[tuple[Forget, ...], Field(max_length=EPOCHS_MAX)] = ()
    consistency: Annotated[tuple[Key32, ...], Field(max_length=128)] = ()
    successors: Annotated[tuple[Envelope, ...], Field(max_length=8)] = ()
    time: Zulu
    pad: Pad = ""


class Reply(StrEnum):
    """The person's answer to a question at the device."""

    YES = "yes"
    NO = "no"


class AnswerPayload(Message):
    """What the device key signs: which text was answered, and how."""

    question: UUID
    purpose: Slug
    version: Positive
    epoch: Epoch
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1, max_length=len(Kind))]
    notice_sha256: Sha256Hex
    subject: VersionName
    answer: Reply
    device: UUID


class AnswerRequest(Message):
    """An answer under the signature of the device (envelope type `sayso-answer/2`)."""

    type: Literal["sayso-device-answer/1"] = "sayso-device-answer/1"
    answer: Envelope


class Act(StrEnum):
    """What a device may do without the browser: it only ever narrows."""

    PAUSE = "pause"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    FORGET = "forget"


class NarrowRequest(Message):
    """Pause, withdraw, forget from the device; `purpose` null means all of them.

    `minutes` is the length of a pause (null: until resumed) or the span to forget.
    """

    type: Literal["sayso-narrow/1"] = "sayso-narrow/1"
    act: Act
    purpose: Slug | None = None
    minutes: Annotated[int, Field(ge=1, le=527_040)] | None = None


class BatchRequest(Message):
    """One upload slot: a sealed batch, or an empty step of the same look (`seq` 0)."""

    type: Literal["sayso-batch/1"] = "sayso-batch/1"
    seq: Count
    lease: Count
    epochs: Annotated[tuple[EpochRef, ...], Field(max_length=EPOCHS_MAX)]
    key: Annotated[str, Field(pattern=r"^([A-Za-z0-9_-]{22})?$")]
    sealed: Annotated[Binary, Field(min_length=49, max_length=BATCH_MAX)]
    pad: Pad = ""

    @property
    def is_empty(self) -> bool:
        """Whether this slot carries nothing but noise."""
        return self.seq == 0

    @model_validator(mode="after")
    def _all_or_nothing(self) -> Self:
        filled = (self.lease > 0, bool(self.epochs), self.key != "")
        if any(filled) if self.is_empty else not all(filled):
            raise PydanticCustomError(ENVELOPE_INVALID, "an empty slot names nothing")
        return self


class Accepted(Message):
    """Answer to an upload: the durable high-water mark, always 512 bytes."""

    type: Literal["sayso-accepted/1"] = "sayso-accepted/1"
    accepted: Count
    pad: Pad = ""


class Done(Message):
    """Empty answer of the calls that return nothing."""
