"""What an agent is told, in the words of the ground; `capture.ingest` puts it on the wire."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from governance.audit.evidence import SignedCheckpoint
from governance.devices.forgetting import Order
from governance.keys.intake import IntakePublic
from governance.purposes.facts import Application, Hours
from governance.purposes.kinds import Kind
from governance.signing import Signed, encode


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry that has a place in the log.

    Attributes:
        id: of the entry.
        index: its place.
        open: its open part, the very text that is hashed.
        commitment: to its closed part.
    """

    id: uuid.UUID
    index: int
    open: str
    commitment: bytes


@dataclass(frozen=True, slots=True)
class Ground:
    """What one grant rests on, found in the log under its newest checkpoint.

    Attributes:
        consent: the entry of the person's newest decision.
        approvals: the entries of those who approved, and of the version's coming into force.
        scope: canonical JSON of what the version may record at all.
        answers: the statements of the device, each signed by it, that together name all kinds.
    """

    consent: Logged
    approvals: tuple[Logged, ...]
    scope: str
    answers: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """What one purpose may record, in which applications, on which sites, when.

    `ground` is what proves it. It is no part of the digest: with each checkpoint the proof is
    another one, and the grant the same.
    """

    purpose: str
    name: str
    version: int
    epoch: uuid.UUID
    kinds: tuple[Kind, ...]
    applications: tuple[Application, ...]
    sites: tuple[str, ...]
    hours: Hours
    ground: "Ground | None" = field(default=None, compare=False)

    def as_json(self) -> dict[str, object]:
        """Return the grant as it stands in a lease, without what proves it."""
        return {
            "purpose": self.purpose,
            "name": self.name,
            "version": self.version,
            "epoch": str(self.epoch),
            "kinds": list(self.kinds),
            "applications": [one.model_dump(mode="json") for one in self.applications],
            "sites": list(self.sites),
            "hours": {
                "days": list(self.hours.days),
                "from": self.hours.start,
                "to": self.hours.end,
                "zone": self.hours.zone,
            },
        }


@dataclass(frozen=True, slots=True)
class Question:
    """What the person is asked once at the device, before any lease for it."""

    id: uuid.UUID
    purpose: str
    name: str
    version: int
    epoch: uuid.UUID
    kinds: tuple[Kind, ...]
    notice_sha256: str
    subject: str
    text: str
    language: str

    def as_json(self) -> dict[str, object]:
        """Return the question as it stands in an answer."""
        return {
            "id": str(self.id),
            "purpose": self.purpose,
            "name": self.name,
            "version": self.version,
            "epoch": str(self.epoch),
            "kinds": list(self.kinds),
            "notice_sha256": self.notice_sha256,
            "subject": self.subject,
            "text": self.text,
            "language": self.language,
        }


@dataclass(frozen=True, slots=True)
class Erase:
    """An epoch whose rows the device is to erase from its spool."""

    purpose: str
    epoch: uuid.UUID

    def as_json(self) -> dict[str, object]:
        """Return it as it stands in an answer."""
        return {"purpose": self.purpose, "epoch": str(self.epoch)}


@dataclass(frozen=True, slots=True)
class Drop:
    """Rows of the spool that the device is to drop."""

    order: Order

    def as_json(self) -> dict[str, object]:
        """Return it as it stands in an answer."""
        return {
            "id": str(self.order.id),
            "minutes": self.order.minutes,
            "application": self.order.application,
            "site": self.order.site,
        }


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that holds for one device at one moment.

    Attributes:
        grants: empty where nothing may be recorded, for whatever reason.
        intake: today's intake key; None only where there are no grants.
        until: the last moment of a person who leaves; no lease lives longer.
        checkpoint: of the log, under which each grant is proved; None where there are no grants.
        pending: whether a grant waits for nothing but its place in the log.
    """

    device: uuid.UUID
    owner: str
    thumbprint: str
    person: str
    grants: tuple[Grant, ...]
    questions: tuple[Question, ...]
    erase: tuple[Erase, ...]
    forget: tuple[Drop, ...]
    intake: IntakePublic | None
    until: datetime | None = None
    checkpoint: SignedCheckpoint | None = None
    pending: bool = False

    @property
    def digest(self) -> str:
        """Name this state: equal exactly where an agent would be told the same."""
        told = {
            "device": str(self.device),
            "person": self.person,
            "grants": [one.as_json() for one in self.grants],
            "questions": [one.as_json() for one in self.questions],
            "erase": [one.as_json() for one in self.erase],
            "forget": [one.as_json() for one in self.forget],
            "intake": self.intake.key_id if self.intake else "",
        }
        text = json.dumps(told, sort_keys=True, separators=(",", ":"))
        return encode(hashlib.sha256(text.encode()).digest())


@dataclass(frozen=True, slots=True)
class AgentState:
    """The answer to a waiting request.

    Attributes:
        digest: name of the state, which the agent names in its next request.
        lease: signed; None where nothing may be recorded.
        accepted: durable high-water mark of batches.
        time: the server's, aware.
        consistency: proof that the log which the device knows begins the one of the lease.
    """

    digest: str
    lease: Signed | None
    questions: tuple[Question, ...]
    erase: tuple[Erase, ...]
    forget: tuple[Drop, ...]
    accepted: int
    time: datetime
    consistency: tuple[bytes, ...] = ()
