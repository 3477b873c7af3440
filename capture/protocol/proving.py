"""Whether a lease proves that this person agreed, on this device, to what was approved.

Who runs the server has the keys of the server. What it has not: the key of this device, which
signed each Yes; the keys of the witnesses; and a second history of the log that fits the first.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from capture.protocol.codes import WireError
from capture.protocol.decoding import decode
from capture.protocol.envelope import EnvelopeRefused, open_envelope
from capture.protocol.evidence import HASH, Entry, OpenedEntry
from capture.protocol.keys import thumbprint
from capture.protocol.lease import Doubt, Grant, LeasePayload, LeaseRefused
from capture.protocol.log import (
    Checkpoint,
    NoteUnreadable,
    OpenPart,
    PartUnreadable,
    Subject,
    VerifierKey,
    commitment,
    decode_closed,
    decode_open,
    decode_scope,
    is_consistent,
    is_included,
    leaf_hash,
    read_checkpoint,
    subject_of,
)
from capture.protocol.messages import (
    AnswerPayload,
    Count,
    Envelope,
    Epoch,
    EpochRef,
    Kind,
    Message,
    Reply,
    Slug,
)

ANSWER_TYPE: Final = "sayso-answer/2"
WITNESS_AGE: Final = timedelta(hours=24)
AHEAD: Final = timedelta(minutes=10)
"""How far a clock of others may be ahead of this one."""
DATED: Final = timedelta(minutes=10)
"""How far the time of issue may be from now, either way."""
LAST_ZONE: Final = timedelta(hours=12)
"""A day has ended everywhere once it has ended twelve hours west of Greenwich."""
CONSENTING: Final = frozenset({"consent-given", "consent-narrowed"})
EMPLOYEE: Final = "employee"
DONE: Final = "done"


class Decided(Message):
    """A decision of the person about one epoch that a lease was proved by.

    Attributes:
        purpose: slug.
        epoch: of the consent.
        index: place of its entry in the log.
        kinds: what it allows.
    """

    purpose: Slug
    epoch: Epoch
    index: Count
    kinds: tuple[Kind, ...]

    @property
    def ref(self) -> EpochRef:
        """The epoch that it is about."""
        return EpochRef(purpose=self.purpose, epoch=self.epoch)


@dataclass(frozen=True, slots=True)
class Proven:
    """What a lease proved itself by: its checkpoint, and the decision behind each grant."""

    checkpoint: Checkpoint
    decided: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a device knows by itself.

    Attributes:
        device: its id.
        public: its own key.
        owner: what entries about its person name.
        approvers: roles that must have approved a purpose.
        origin: name of the log.
        keys: of the log.
        witnesses: each of which must have cosigned.
        newest: the newest checkpoint seen; None before the first.
        decided: the newest decision seen of each epoch.
    """

    device: UUID
    public: Ed25519PublicKey
    owner: str
    approvers: frozenset[str]
    origin: str
    keys: tuple[VerifierKey, ...]
    witnesses: tuple[VerifierKey, ...]
    newest: Checkpoint | None
    decided: Mapping[EpochRef, Decided]


def check_evidence(
    lease: LeasePayload, consistency: Sequence[bytes], known: Known, now: datetime
) -> Proven:
    """Return what a lease proves itself by, in which everything proves that the person agreed.

    Args:
        lease: whose signature was checked.
        consistency: proof that its log continues the one seen before.
        known: what this device knows by itself.
        now: wall clock of this device.

    Raises:
        LeaseRefused: something is not proved; the doubt says what.
    """
    if abs(lease.at - now) > DATED:
        raise LeaseRefused(Doubt.DATED)
    found = check_checkpoint(lease.log.checkpoint, consistency, known, now)
    raw = lease.log.nodes
    if len(raw) % HASH:
        raise LeaseRefused(Doubt.NOT_IN_LOG)
    nodes = [raw[at : at + HASH] for at in range(0, len(raw), HASH)]
    today = (now.astimezone(UTC) - LAST_ZONE).date()
    decided = [_Proof(grant, nodes, found, known).check(today) for grant in lease.grants]
    return Proven(found, tuple(decided))


def check_checkpoint(
    note: str, consistency: Sequence[bytes], known: Known, now: datetime
) -> Checkpoint:
    """Return a checkpoint that the log signed, every witness cosigned, and that goes on.

    Raises:
        LeaseRefused: it does not count.
    """
    try:
        found = read_checkpoint(note)
    except NoteUnreadable:
        raise LeaseRefused(Doubt.CHECKPOINT) from None
    if found.origin != known.origin:
        raise LeaseRefused(Doubt.OTHER_LOG)
    if not found.signed_by(known.keys):
        raise LeaseRefused(Doubt.CHECKPOINT)
    _continues(found, consistency, known.newest)
    for witness in known.witnesses:
        at = found.cosigned_at(witness)
        if at is None:
            raise LeaseRefused(Doubt.COSIGNATURE_MISSING)
        if not -WITNESS_AGE <= timedelta(seconds=at - int(now.timestamp())) <= AHEAD:
            raise LeaseRefused(Doubt.COSIGNATURE_OLD)
    return found


def _continues(found: Checkpoint, consistency: Sequence[bytes], newest: Checkpoint | None) -> None:
    if newest is None:
        return
    if found.size < newest.size:
        raise LeaseRefused(Doubt.ROLLED_BACK)
    if found.size == newest.size:
        if found.root != newest.root:
            raise LeaseRefused(Doubt.FORK)
        return
    if not is_consistent((newest.size, newest.root), (found.size, found.root), consistency):
        raise LeaseRefused(Doubt.NOT_CONTINUED)


@dataclass(frozen=True, slots=True)
class _Proof:
    """The evidence of one grant under one checkpoint."""

    grant: Grant
    nodes: Sequence[bytes]
    found: Checkpoint
    known: Known

    def check(self, today: date) -> Decided:
        decided = self._consent(today)
        answered = self._answers()
        if answered != {self._approvals()}:
            raise LeaseRefused(Doubt.OTHER_TEXT)
        self._scope()
        return decided

    def _consent(self, today: date) -> Decided:
        """Return the decision.

        Within the second that entries of one batch share, a decision that allows less may stand
        before the one that it follows; so an earlier place is believed where it allows no more.
        """
        entry, grant = self.grant.evidence.consent, self.grant
        part = self._included(entry, commitment(entry.key, entry.closed))
        said = (part.role, part.purpose, part.outcome)
        if part.act not in CONSENTING or said != (EMPLOYEE, grant.purpose, DONE):
            raise LeaseRefused(Doubt.NO_CONSENT)
        try:
            closed = decode_closed(entry.closed)
        except PartUnreadable:
            raise LeaseRefused(Doubt.NO_CONSENT) from None
        if {closed.about, closed.actor} != {self.known.owner}:
            raise LeaseRefused(Doubt.COLLEAGUE)
        told = closed.details
        if (told.version, told.epoch) != (grant.version, grant.epoch):
            raise LeaseRefused(Doubt.NO_CONSENT)
        if not set(grant.kinds) <= set(told.kinds):
            raise LeaseRefused(Doubt.NO_CONSENT)
        if any(told.ends.get(kind, "") < today.isoformat() for kind in grant.kinds):
            raise LeaseRefused(Doubt.ENDED)
        ref = EpochRef(purpose=grant.purpose, epoch=grant.epoch)
        newer = self.known.decided.get(ref)
        if newer and entry.index < newer.index and not set(told.kinds) <= set(newer.kinds):
            raise LeaseRefused(Doubt.OLDER_CONSENT)
        return Decided(
            purpose=grant.purpose, epoch=grant.epoch, index=entry.index, kinds=told.kinds
        )

    def _answers(self) -> set[str]:
        """Return the texts that were said Yes to, as the log names them."""
        said = [self._yes(envelope) for envelope in self.grant.evidence.answers]
        kinds = {kind for one in said for kind in one.kinds}
        if not set(self.grant.kinds) <= kinds:
            raise LeaseRefused(Doubt.NO_ANSWER)
        return {one.subject for one in said}

    def _yes(self, envelope: Envelope) -> AnswerPayload:
        if envelope.key != thumbprint(self.known.public):
            raise LeaseRefused(Doubt.OTHER_ANSWER)
        try:
            said = decode(AnswerPayload, open_envelope(envelope, ANSWER_TYPE, self.known.public))
        except (EnvelopeRefused, WireError):
            raise LeaseRefused(Doubt.OTHER_ANSWER) from None
        if said.device != self.known.device:
            raise LeaseRefused(Doubt.OTHER_ANSWER)
        grant = self.grant
        meant = (said.answer, said.purpose, said.version, said.epoch)
        if meant != (Reply.YES, grant.purpose, grant.version, grant.epoch):
            raise LeaseRefused(Doubt.NO_ANSWER)
        return said

    def _approvals(self) -> str:
        """Return the text that was approved, as the log names it."""
        scope = hashlib.sha256(self.grant.evidence.scope.encode()).hexdigest()
        texts: set[str] = set()
        roles, in_force = set(), False
        for entry in self.grant.evidence.approvals:
            part = self._included(entry, entry.commitment)
            subject = _approved(part)
            fits = (subject.number, subject.scope) == (self.grant.version, scope)
            if (part.purpose, part.outcome) != (self.grant.purpose, DONE) or not fits:
                raise LeaseRefused(Doubt.NOT_APPROVED)
            texts.add(part.subject or "")
            in_force = in_force or part.act == "purpose-in-force"
            if part.act == "purpose-approved":
                roles.add(part.role)
        if len(texts) != 1 or not in_force or not self.known.approvers <= roles:
            raise LeaseRefused(Doubt.NOT_APPROVED)
        return texts.pop()

    def _scope(self) -> None:
        grant = self.grant
        try:
            scope = decode_scope(grant.evidence.scope)
        except PartUnreadable:
            raise LeaseRefused(Doubt.WIDER) from None
        hours = {
            "days": list(grant.hours.days),
            "end": grant.hours.end,
            "start": grant.hours.start,
            "zone": grant.hours.zone,
        }
        inside = (
            set(grant.kinds) <= set(scope.kinds)
            and set(grant.sites) <= set(scope.sites)
            and all(one.model_dump(mode="json") in scope.applications for one in grant.applications)
            and scope.hours == hours
        )
        if not inside:
            raise LeaseRefused(Doubt.WIDER)

    def _included(self, entry: Entry | OpenedEntry, committed: bytes) -> OpenPart:
        """Return the open part of an entry that is in the log."""
        if any(place >= len(self.nodes) for place in entry.path):
            raise LeaseRefused(Doubt.NOT_IN_LOG)
        path = [self.nodes[place] for place in entry.path]
        leaf = leaf_hash(entry.open, committed)
        if not is_included(leaf, entry.index, path, self.found.size, self.found.root):
            raise LeaseRefused(Doubt.NOT_IN_LOG)
        try:
            return decode_open(entry.open)
        except PartUnreadable:
            raise LeaseRefused(Doubt.NOT_IN_LOG) from None


def _approved(part: OpenPart) -> Subject:
    try:
        return subject_of(part.subject)
    except ValueError:
        raise LeaseRefused(Doubt.NOT_APPROVED) from None
