"""Checks the closed parts: each opens for its person alone and is what its entry committed to.

It opens what is sealed, so it runs where person keys may be opened, and hands out nothing of it.
A part that is gone is no finding, since a person may erase it; neither is one whose key a person
had destroyed. It goes through the rows by their primary key, some thousands at a time, so that
memory and each query stay small however many there are.
"""

import hmac
import json
import uuid
from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from governance.audit.canonical import commitment
from governance.audit.models import AuditClosed, AuditEntry, AuditLeaf
from governance.audit.verifying_outside import Finding
from governance.keys import ledger, ring
from governance.keys.sealing import SealBroken

AT_ONCE = 2000
KEY = 32
CODE = "closed-differs"


def findings() -> Iterator[Finding]:
    """Yield what does not fit, with the place of its entry."""
    # Asked of the database itself: it finds a part by the very letters of its entry alone.
    known = Exists(AuditEntry.objects.filter(pk=OuterRef("entry")))
    for _ in range(min(AuditClosed.objects.filter(~known).count(), AT_ONCE)):
        yield Finding(CODE)
    after = uuid.UUID(int=0)
    destroyed: set[str] = set()
    while rows := list(AuditClosed.objects.filter(entry__gt=after).order_by("entry")[:AT_ONCE]):
        after = rows[-1].entry
        wrong = _wrong(rows)
        if wrong and not destroyed:
            destroyed = _destroyed()
        differs = [row.entry for row, gone in wrong if not (gone and row.owner in destroyed)]
        places = AuditLeaf.objects.filter(entry__in=differs).values_list("entry", "index")
        by_entry = dict(places) if differs else {}
        for entry in differs:
            yield Finding(CODE, by_entry.get(entry, 0))


def _wrong(rows: list[AuditClosed]) -> list[tuple[AuditClosed, bool]]:
    """Return the rows that do not fit, each with whether it is for want of its key."""
    entries = AuditEntry.objects.in_bulk([row.entry for row in rows])
    found = []
    for row in rows:
        try:
            fits = _fits(row, entries.get(row.entry))
        except (ring.KeyGone, SealBroken):
            found.append((row, True))
            continue
        if not fits:
            found.append((row, False))
    return found


def _fits(row: AuditClosed, entry: AuditEntry | None) -> bool:
    if entry is None:
        return True  # named already
    whole = ring.person_open(row.owner, row.sealed, f"audit|{row.entry}")
    key, closed = whole[:KEY], whole[KEY:]
    if not hmac.compare_digest(commitment(key, closed), bytes(entry.commitment)):
        return False
    said = json.loads(closed)
    return bool(row.owner == (said["about"] or said["actor"]))


def _destroyed() -> set[str]:
    """Return those who had their key destroyed, as the deletion ledger has it."""
    return {line["person"] for line in ledger.since(0) if "person" in line}
