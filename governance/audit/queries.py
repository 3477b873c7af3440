"""Reads a person's own entries for that person."""

import json
from dataclasses import dataclass
from datetime import datetime

from governance.audit import closed
from governance.audit.acts import Act, Outcome, Role
from governance.audit.models import AuditClosed, AuditEntry

KEY = 32


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry as its person sees it."""

    id: str
    act: Act
    role: Role
    purpose: str
    outcome: Outcome
    at: datetime
    by_self: bool
    details: dict[str, object]


def of(owner: str, acts: frozenset[Act] | None = None) -> list[OwnEntry]:
    """Return a person's entries, newest first.

    Raises:
        governance.keys.ring.KeyGone: the person's key has been destroyed.
    """
    rows = {row.entry: row for row in AuditClosed.objects.filter(owner=owner)}
    entries = AuditEntry.objects.filter(pk__in=rows)
    if acts is not None:
        entries = entries.filter(act__in=acts)
    return sorted(
        (_open(entry, rows[entry.pk]) for entry in entries), key=lambda e: e.at, reverse=True
    )


def _open(entry: AuditEntry, row: AuditClosed) -> OwnEntry:
    part = json.loads(closed.opened(row)[KEY:])
    return OwnEntry(
        id=str(entry.pk),
        act=Act(entry.act),
        role=Role(entry.role),
        purpose=entry.purpose,
        outcome=Outcome(entry.outcome),
        at=datetime.fromisoformat(part["at"]),
        by_self=part["actor"] == part["about"],
        details=part["details"],
    )
