"""What an agent is told, in the words of the ground; `capture.ingest` puts it on the wire."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from governance.devices.forgetting import Order
from governance.keys.intake import IntakePublic
from governance.purposes.facts import Application, Hours
from governance.purposes.kinds import Kind
from governance.signing import Signed, encode


@dataclass(frozen=True, slots=True)
class Grant:
    """What one purpose may record, in which applications, on which sites, when."""

    purpose: str
    name: str
    version: int
    epoch: uuid.UUID
    kinds: tuple[Kind, ...]
    applications: tuple[Application, ...]
    sites: tuple[str, ...]
    hours: Hours

    def as_json(self) -> dict[str, object]:
        """Return the grant as it stands in a lease."""
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
    """

    digest: str
    lease: Signed | None
    questions: tuple[Question, ...]
    erase: tuple[Erase, ...]
    forget: tuple[Drop, ...]
    accepted: int
    time: datetime
