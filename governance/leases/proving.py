"""Finds in the log what proves a grant, and writes it down for the device.

Nobody who runs the server can make a consent that was not given: the device checks the entry of
the person's decision, its own signed Yes, the approvals of the purpose, their places in the log,
and the cosignatures of the witnesses. What cannot be proved yet is not granted yet.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from django.db.models import OuterRef, Q, Subquery

from governance.audit import closed, evidence
from governance.audit.acts import Act, Outcome, Role
from governance.audit.evidence import SignedCheckpoint
from governance.audit.models import AuditClosed, AuditEntry, AuditLeaf
from governance.audit.record import open_part
from governance.keys.ring import KeyGone
from governance.keys.sealing import SealBroken
from governance.leases import budget
from governance.leases.state import Grant, Ground, Logged, Snapshot
from governance.purposes.kinds import Kind
from governance.purposes.models import PurposeVersion
from governance.signing import encode

FRESH_HOURS: Final = 24
"""No cosignature of a witness may be older."""
APPROVING: Final = (Act.PURPOSE_APPROVED, Act.PURPOSE_IN_FORCE)
CONSENTING: Final = (Act.CONSENT_GIVEN, Act.CONSENT_NARROWED)
KEY: Final = 32
TEXTS_MOST: Final = 500

Signed = tuple[tuple[frozenset[Kind], dict[str, str]], ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A grant that nothing speaks against, and what is to prove it.

    Attributes:
        grant: without its ground.
        version: of the purpose.
        entry: of the person's newest decision; None where it is older than the proofs.
        signed: what the device signed, each with its kinds.
    """

    grant: Grant
    version: PurposeVersion
    entry: uuid.UUID | None
    signed: Signed


@dataclass(frozen=True, slots=True)
class Proved:
    """The grants that can be proved, under which checkpoint; whether others only have to wait."""

    grants: tuple[Grant, ...] = ()
    checkpoint: SignedCheckpoint | None = None
    pending: bool = False


NOTHING: Final = Proved()


def prove(claims: Sequence[Claim], approvers: Iterable[str]) -> Proved:
    """Return the claims that the log proves now.

    Args:
        claims: in the order in which they are to be told.
        approvers: the roles that must have approved each purpose.
    """
    claims = [claim for claim in claims if claim.entry is not None]
    newest = evidence.newest(FRESH_HOURS) if claims else None
    if newest is None:
        return NOTHING
    found = _Found(_entries(claims), newest.size, frozenset(approvers))
    grounds = [found.ground(claim) for claim in claims]
    grants = tuple(
        replace(claim.grant, ground=ground)
        for claim, ground in zip(claims, grounds, strict=True)
        if ground is not None
    )
    return Proved(grants, newest if grants else None, found.pending)


class Text(NamedTuple):
    """How entries name a version, and its scope."""

    subject: str
    scope: str


_texts: dict[tuple[int, str], Text] = {}


def text_of(version: PurposeVersion) -> Text:
    """Return what entries name a version by; made once, since the text of a version is fixed."""
    key = (version.number, version.sha256)
    if key not in _texts:
        if len(_texts) >= TEXTS_MOST:
            _texts.clear()
        _texts[key] = Text(version.subject, version.facts.scope())
    return _texts[key]


@dataclass(slots=True)
class _Found:
    """What was found in the log for some claims; `pending` says that something is on its way."""

    entries: list[AuditEntry]
    size: int
    approvers: frozenset[str]
    pending: bool = False

    def ground(self, claim: Claim) -> Ground | None:
        """Return what a claim rests on; None where it cannot be proved yet."""
        consent = [one for one in self.entries if one.pk == claim.entry and _consents(one)]
        text = text_of(claim.version)
        approvals = [one for one in self.entries if _approves(one, claim, text.subject)]
        roles = {str(one.role) for one in approvals if one.act == Act.PURPOSE_APPROVED}
        in_force = any(one.act == Act.PURPOSE_IN_FORCE for one in approvals)
        if not (consent and in_force and self.approvers <= roles):
            return None
        placed = [_logged(one) for one in (*consent, *approvals)]
        if any(one is None or one.index >= self.size for one in placed):
            self.pending = True
            return None
        first, *others = (one for one in placed if one is not None)
        answers = _covering(claim.grant.kinds, claim.signed)
        return Ground(first, tuple(others), text.scope, answers)


def _entries(claims: Sequence[Claim]) -> list[AuditEntry]:
    """Return the entries of decisions and approvals, each with its place where it has one."""
    approving = Q(
        act__in=APPROVING,
        purpose__in={claim.version.purpose_id for claim in claims},
        subject__in={text_of(claim.version).subject for claim in claims},
    )
    place = AuditLeaf.objects.filter(entry=OuterRef("pk")).values("index")[:1]
    decisions = Q(pk__in={claim.entry for claim in claims})
    rows = AuditEntry.objects.filter(decisions | (approving & ~Q(role=Role.EMPLOYEE)))
    return list(rows.filter(outcome=Outcome.DONE).annotate(place=Subquery(place)).order_by("place"))


def _consents(entry: AuditEntry) -> bool:
    return entry.act in CONSENTING and entry.role == Role.EMPLOYEE


def _approves(entry: AuditEntry, claim: Claim, subject: str) -> bool:
    said = (entry.purpose, entry.subject)
    return entry.act in APPROVING and said == (claim.version.purpose_id, subject)


def _logged(entry: AuditEntry) -> Logged | None:
    place: int | None = entry.place  # type: ignore[attr-defined]
    if place is None:
        return None
    return Logged(entry.pk, place, open_part(entry).decode(), bytes(entry.commitment))


def _covering(kinds: Iterable[Kind], signed: Signed) -> tuple[dict[str, str], ...]:
    """Return as few statements as name all kinds, those that name most first."""
    missing, chosen = set(kinds), []
    for said, statement in sorted(signed, key=lambda one: -len(one[0] & missing)):
        if said & missing:
            chosen.append(statement)
            missing -= said
    return tuple(chosen)


@dataclass(frozen=True, slots=True)
class Written:
    """Grants with their evidence, and the log that it is of, as they stand in a lease."""

    grants: tuple[dict[str, object], ...]
    log: dict[str, object]


def written(found: Snapshot) -> Written | None:
    """Return the grants of a snapshot with all that proves them; None where there is none.

    A grant whose decision can no longer be opened, or for whose proof there is no room, is left
    out.
    """
    if found.checkpoint is None:
        return None
    opened = _opened(found)
    grants = [grant for grant in found.grants if grant.ground and grant.ground.consent.id in opened]
    while grants:
        told = _told(grants, found.checkpoint, opened)
        if budget.size([one["evidence"] for one in told.grants] + [told.log["nodes"]]) <= (
            budget.EVIDENCE
        ):
            return told
        grants.pop()
    return None


def _opened(found: Snapshot) -> dict[uuid.UUID, bytes]:
    """Return keys and closed parts of the decisions, as far as they can still be opened."""
    ids = [grant.ground.consent.id for grant in found.grants if grant.ground]
    opened: dict[uuid.UUID, bytes] = {}
    for row in AuditClosed.objects.filter(pk__in=ids, owner=found.owner):
        try:
            opened[row.entry] = closed.opened(row)
        except (KeyGone, SealBroken):  # an erasure is at work
            continue
    return opened


def _told(
    grants: Sequence[Grant], checkpoint: SignedCheckpoint, opened: dict[uuid.UUID, bytes]
) -> Written:
    grounds = [grant.ground for grant in grants if grant.ground is not None]
    places = {
        one.id: one.index for ground in grounds for one in (ground.consent, *ground.approvals)
    }
    proof = evidence.prove_under(places, checkpoint)
    told = tuple(
        grant.as_json() | {"evidence": _evidence(ground, proof.paths, opened[ground.consent.id])}
        for grant, ground in zip(grants, grounds, strict=True)
    )
    return Written(told, {"checkpoint": checkpoint.note, "nodes": encode(b"".join(proof.nodes))})


def _evidence(
    ground: Ground, paths: dict[uuid.UUID, tuple[int, ...]], opened: bytes
) -> dict[str, object]:
    consent = ground.consent
    return {
        "scope": ground.scope,
        "consent": {
            "index": consent.index,
            "open": consent.open,
            "key": encode(opened[:KEY]),
            "closed": opened[KEY:].decode(),
            "path": list(paths[consent.id]),
        },
        "answers": list(ground.answers),
        "approvals": [
            {
                "index": one.index,
                "open": one.open,
                "commitment": encode(one.commitment),
                "path": list(paths[one.id]),
            }
            for one in ground.approvals
        ],
    }
