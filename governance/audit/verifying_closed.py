"""Checks the closed parts: each opens for its person alone and is what its entry committed to.

It opens what is sealed, so it runs where person keys may be opened, and hands out nothing of it.
A part that is gone is no finding, since a person may erase it; neither is one that needs a key
which that person had destroyed, as the deletion ledger names it. Who had everything erased and
came back has another key, and what is sealed under that one must open. It goes through the rows
by their primary key, some thousands at a time, so that memory and each query stay small however
many there are, and keeps its position (`verifying_progress`).
"""

import hmac
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from governance.audit import closed, verifying_progress
from governance.audit.canonical import commitment
from governance.audit.models import AuditClosed, AuditEntry, AuditLeaf
from governance.audit.verifying_outside import Finding
from governance.audit.verifying_progress import Part, Progress
from governance.keys import ledger, ring
from governance.keys.sealing import SealBroken

AT_ONCE = 2000
KEY = 32
CODE = "closed-differs"


def findings(
    progress: Progress = lambda _part, _done, _all: None, *, resume: bool = False
) -> Iterator[Finding]:
    """Yield what does not fit, with the place of its entry.

    Args:
        progress: is told how many were checked.
        resume: whether to go on where a check was broken off; what that one found is yielded too.
    """
    yield from _of_no_entry()
    walk, destroyed = verifying_progress.begin(resume=resume), Destroyed()
    yield from walk.found
    while rows := list(
        AuditClosed.objects.filter(entry__gt=walk.after).order_by("entry")[:AT_ONCE]
    ):
        found = _placed([row.entry for row in differing(rows, destroyed)])
        yield from found
        walk.after, walk.done = rows[-1].entry, walk.done + len(rows)
        walk.add(found)
        verifying_progress.keep(walk)
        progress(Part.CLOSED, walk.done, max(walk.total, walk.done))
    verifying_progress.end(walk)


def _of_no_entry() -> list[Finding]:
    # Asked of the database itself: it finds a part by the very letters of its entry alone.
    known = Exists(AuditEntry.objects.filter(pk=OuterRef("entry")))
    return [Finding(CODE)] * min(AuditClosed.objects.filter(~known).count(), AT_ONCE)


def _placed(differing: list[uuid.UUID]) -> list[Finding]:
    places = AuditLeaf.objects.filter(entry__in=differing).values_list("entry", "index")
    by_entry = dict(places) if differing else {}
    return [Finding(CODE, by_entry.get(entry, 0)) for entry in differing]


Needed = tuple[str, str]
"""Whose key a part needs, and which one, in hexadecimal; "" is one from before keys had names."""


@dataclass(slots=True)
class Destroyed:
    """The keys that people had destroyed, as the deletion ledger has it, read when it is needed."""

    known: set[Needed] = field(default_factory=set)

    def all_of(self, needed: set[Needed]) -> set[Needed]:
        """Return which of some went; one that went while the check ran is found too."""
        if needed - self.known:
            lines = (line for line in ledger.since(0) if "person" in line)
            self.known = {(line["person"], line.get("key", "")) for line in lines}
        return needed & self.known


def differing(rows: list[AuditClosed], destroyed: Destroyed) -> list[AuditClosed]:
    """Return the rows that do not fit; one for want of a key that was destroyed is none."""
    entries = AuditEntry.objects.in_bulk([row.entry for row in rows])
    found, shut = [], []
    for row in rows:
        try:
            fits = _fits(row, entries.get(row.entry))
        except (ring.KeyGone, SealBroken):
            shut.append(row)
            continue
        if not fits:
            found.append(row)
    gone = destroyed.all_of({_needs(row) for row in shut})
    return [*found, *(row for row in shut if _needs(row) not in gone)]


def _needs(row: AuditClosed) -> Needed:
    return row.owner, bytes(row.key_id).hex()


def _fits(row: AuditClosed, entry: AuditEntry | None) -> bool:
    if entry is None:
        return True  # named already
    whole = closed.opened(row)
    key, part = whole[:KEY], whole[KEY:]
    if not hmac.compare_digest(commitment(key, part), bytes(entry.commitment)):
        return False
    said = json.loads(part)
    return bool(row.owner == (said["about"] or said["actor"]))
