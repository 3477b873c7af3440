"""What a device knows of the log: its keys, the newest checkpoint, and whether it was forked.

The newest checkpoint is on disk before a lease that is proved by it counts. Two checkpoints that
cannot both be of one log are kept as evidence, and end all leases until the next enrolment.
"""

import threading
from datetime import datetime
from typing import Annotated, Final, Literal, TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field

from capture.agent.identity import Identity, NotEnrolled
from capture.protocol.codes import WireError
from capture.protocol.decoding import DecodingError, decode
from capture.protocol.encoding import encode
from capture.protocol.envelope import EnvelopeRefused, open_envelope
from capture.protocol.keys import key_id
from capture.protocol.lease import LASTING, Doubt, LeasePayload, LeaseRefused
from capture.protocol.log import (
    LOG_KEY,
    WITNESS_KEY,
    Checkpoint,
    VerifierKey,
    read_checkpoint,
    verifier_key,
)
from capture.protocol.messages import Envelope, Key32, KeyId, Message, Zulu
from capture.protocol.proving import Decided, Known, check_evidence

M = TypeVar("M", bound=Message)
CHECKPOINT_FILE: Final = "checkpoint"
SUCCESSORS_FILE: Final = "successors.json"
CONFLICTS_FILE: Final = "conflicts.json"
DECISIONS_FILE: Final = "decisions.json"
SUCCESSOR_TYPE: Final = "sayso-successor/1"
SUCCESSORS_MAX: Final = 200
CONFLICTS_MAX: Final = 8
DECISIONS_MAX: Final = 200


class Successor(Message):
    """Which key follows another: said by the one before."""

    type: Literal["sayso-successor/1"]
    use: str
    key: KeyId
    public: Key32
    born: str
    starts: str


class Successors(Message):
    """The statements that this device believed, in the order in which it believed them."""

    statements: Annotated[tuple[Envelope, ...], Field(max_length=SUCCESSORS_MAX)] = ()


class Conflict(Message):
    """Two checkpoints that cannot both be of one log, with the lease that brought the second."""

    device: UUID
    doubt: Doubt
    seen: Zulu
    earlier: str
    later: str
    lease: Envelope


class Conflicts(Message):
    """All conflicts that this device has seen; they stay when it is enrolled anew."""

    conflicts: Annotated[tuple[Conflict, ...], Field(max_length=CONFLICTS_MAX)] = ()


class Decisions(Message):
    """The newest decision about each epoch that leases were proved by, the oldest use first."""

    decisions: Annotated[tuple[Decided, ...], Field(max_length=DECISIONS_MAX)] = ()


class LogKeeper:
    """The keys that a device trusts, and what it has seen of the log.

    Raises:
        NotEnrolled: the newest checkpoint or the newest decisions that were kept are damaged.
    """

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._folder = identity.folder
        self._lock = threading.Lock()
        self._believed = self._stored(SUCCESSORS_FILE, Successors).statements
        self._conflicts = self._stored(CONFLICTS_FILE, Conflicts).conflicts
        self._decided = self._stored_decisions()
        self._note = self._stored_note()
        self._lease_keys, self._log_keys = identity.lease_keys(), self._first_log_keys()
        for statement in self._believed:
            self._trust(statement)

    @property
    def size(self) -> int:
        """Size of the newest checkpoint that was verified here; 0 where there is none."""
        newest = self._newest()
        return 0 if newest is None else newest.size

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """All conflicts that were seen in this folder, those of earlier enrolments too."""
        return self._conflicts

    @property
    def lasting(self) -> Doubt | None:
        """What was shown for good in this enrolment; None where nothing was."""
        device = self._identity.enrolled.device
        own = [one.doubt for one in self._conflicts if one.device == device]
        return own[-1] if own else None

    def lease_keys(self) -> dict[str, Ed25519PublicKey]:
        """Return the server keys whose leases count, by key id."""
        return dict(self._lease_keys)

    def learn(self, successors: tuple[Envelope, ...]) -> None:
        """Trust keys that a key trusted for the same use names; leave all others."""
        with self._lock:
            for statement in successors:
                if statement not in self._believed and self._trust(statement):
                    told = (*self._believed, statement)[-SUCCESSORS_MAX:]
                    self._folder.write(SUCCESSORS_FILE, encode(Successors(statements=told)))
                    self._believed = told

    def check(
        self, lease: LeasePayload, envelope: Envelope, consistency: tuple[bytes, ...], now: datetime
    ) -> None:
        """Check what proves a lease, and keep its checkpoint on disk.

        Raises:
            LeaseRefused: something is not proved; at a fork or a roll-back, from now on always.
        """
        with self._lock:
            if self.lasting is not None:
                raise LeaseRefused(self.lasting)
            try:
                proven = check_evidence(lease, consistency, self._known(), now)
            except LeaseRefused as refused:
                if refused.doubt in LASTING:
                    self._keep_conflict(refused.doubt, lease.log.checkpoint, envelope, now)
                raise
            note = lease.log.checkpoint
            if note != self._note:
                self._folder.write(CHECKPOINT_FILE, note.encode("utf-8"))
                self._note = note
            self._remember(proven.decided)

    def _remember(self, decided: tuple[Decided, ...]) -> None:
        """Keep the newest decision of each epoch: an older one that allows more proves nothing."""
        fresh = {one.ref: one for one in self._decided}
        for one in decided:
            known = fresh.pop(one.ref, one)
            fresh[one.ref] = max(known, one, key=lambda which: which.index)
        kept = tuple(fresh.values())[-DECISIONS_MAX:]
        if kept != self._decided:
            self._folder.write(DECISIONS_FILE, encode(Decisions(decisions=kept)))
            self._decided = kept

    def _keep_conflict(self, doubt: Doubt, later: str, lease: Envelope, now: datetime) -> None:
        conflict = Conflict(
            device=self._identity.enrolled.device,
            doubt=doubt,
            seen=now,
            earlier=self._note or "",
            later=later,
            lease=lease,
        )
        kept = (*self._conflicts, conflict)[-CONFLICTS_MAX:]
        self._folder.write(CONFLICTS_FILE, encode(Conflicts(conflicts=kept)))
        self._conflicts = kept

    def _known(self) -> Known:
        enrolled = self._identity.enrolled
        return Known(
            device=enrolled.device,
            public=self._identity.private.public_key(),
            owner=enrolled.owner,
            approvers=frozenset(enrolled.approvers),
            origin=enrolled.log.origin,
            keys=tuple(self._log_keys),
            witnesses=tuple(verifier_key(one, WITNESS_KEY) for one in enrolled.log.witnesses),
            newest=self._newest(),
            decided={one.ref: one for one in self._decided},
        )

    def _newest(self) -> Checkpoint | None:
        return None if self._note is None else read_checkpoint(self._note)

    def _stored_note(self) -> str | None:
        raw = self._folder.read(CHECKPOINT_FILE)
        if raw is None:
            return None
        try:
            note = raw.decode("utf-8")
            read_checkpoint(note)
        except ValueError:  # without it no lease can be checked
            raise NotEnrolled from None
        return note

    def _stored_decisions(self) -> tuple[Decided, ...]:
        raw = self._folder.read(DECISIONS_FILE)
        try:
            return () if raw is None else decode(Decisions, raw).decisions
        except DecodingError:  # without it an older decision could come back
            raise NotEnrolled from None

    def _first_log_keys(self) -> list[VerifierKey]:
        return [verifier_key(one, LOG_KEY) for one in self._identity.enrolled.log.keys]

    def _trust(self, statement: Envelope) -> bool:
        """Trust the key of a statement if a trusted one of its use has signed it."""
        for use, keys in (("lease", self._lease_keys), ("log", self._by_id())):
            before = keys.get(statement.key)
            said = None if before is None else _said(statement, before)
            if said is None or said.use != use:
                continue
            public = Ed25519PublicKey.from_public_bytes(said.public)
            if key_id(public) != said.key:
                continue
            if use == "lease":
                self._lease_keys[said.key] = public
            else:
                origin = self._identity.enrolled.log.origin
                self._log_keys.append(VerifierKey(origin, LOG_KEY, said.public))
            return True
        return False

    def _by_id(self) -> dict[str, Ed25519PublicKey]:
        keys = [Ed25519PublicKey.from_public_bytes(one.public) for one in self._log_keys]
        return {key_id(key): key for key in keys}

    def _stored(self, name: str, model: type[M]) -> M:
        raw = self._folder.read(name)
        try:
            return model() if raw is None else decode(model, raw)
        except DecodingError:  # fewer keys are trusted; and the checkpoint shows a conflict again
            return model()


def _said(statement: Envelope, before: Ed25519PublicKey) -> Successor | None:
    try:
        return decode(Successor, open_envelope(statement, SUCCESSOR_TYPE, before))
    except (EnvelopeRefused, WireError):
        return None
