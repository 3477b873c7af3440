"""Writes an entry of the log in the transaction of the act."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from governance import clock
from governance.audit import closed
from governance.audit.acts import Act, Outcome, Role
from governance.audit.canonical import canonical, commitment, leaf_hash
from governance.audit.models import AuditEntry
from governance.signing import encode


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the role, and the owner of the person where there is one."""

    role: Role
    owner: str = ""


SYSTEM = Actor(Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about.

    Attributes:
        owner: the person it is about; "" where it is about nobody (closed part).
        purpose: slug of the purpose (open part).
        subject: what it speaks of where that is no person: `version:hash` of a purpose, the hash
            of a certificate, a key (open part, so never a value that a person is known by).
        details: ids, counts, kinds (closed part).
    """

    owner: str = ""
    purpose: str = ""
    subject: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


def record(
    act: Act, actor: Actor, about: About | None = None, outcome: Outcome = Outcome.DONE
) -> uuid.UUID:
    """Write an entry with the act: both are there, or neither.

    Raises:
        RuntimeError: called outside a transaction, where an act could stand without its entry.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry is written in the transaction of its act")
    about = about or About()
    entry = AuditEntry(
        act=act,
        role=actor.role,
        purpose=about.purpose,
        outcome=outcome,
        subject=about.subject,
        day=clock.today(),
        random=secrets.token_bytes(32),
    )
    key, part = secrets.token_bytes(32), _closed_part(actor, about)
    entry.commitment = commitment(key, part)
    entry.leaf = leaf_hash(open_part(entry), entry.commitment)
    entry.save(force_insert=True)
    owner = about.owner or actor.owner
    if owner:
        closed.keep(entry.id, owner, key + part)
    return entry.id


def open_part(entry: AuditEntry) -> bytes:
    """Return the canonical bytes of the part that everyone may see.

    An entry without a subject is written as all were before there were subjects.
    """
    subject = {"subject": entry.subject} if entry.subject else {}
    return canonical(
        {
            "act": str(entry.act),
            "day": entry.day.isoformat(),
            "id": str(entry.id),
            "outcome": str(entry.outcome),
            "purpose": entry.purpose,
            "random": encode(bytes(entry.random)),
            "role": str(entry.role),
            **subject,
            "type": "sayso-audit/2" if entry.subject else "sayso-audit/1",
        }
    )


def _closed_part(actor: Actor, about: About) -> bytes:
    return canonical(
        {
            "about": about.owner,
            "actor": actor.owner,
            "at": clock.now().isoformat(timespec="seconds"),
            "details": dict(about.details),
        }
    )
