"""Checks the whole log: entries, places, tiles, checkpoints, closed parts, what is outside.

It reads while others write: what is compared is read in an order in which the growth of the log
can never look like a change of it.
"""

import logging
from dataclasses import dataclass, field

from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import Exists, Max, OuterRef, QuerySet

from governance import clock
from governance.audit import (
    checkpoints,
    tiles,
    tree,
    verifying_closed,
    verifying_origin,
    verifying_outside,
    verifying_witnessed,
)
from governance.audit.acts import RENAMED
from governance.audit.canonical import leaf_hash
from governance.audit.models import (
    AuditCheck,
    AuditCheckpoint,
    AuditEntry,
    AuditLeaf,
    AuditTile,
    AuditTree,
    AuditWaiting,
)
from governance.audit.record import open_part
from governance.audit.verifying_outside import Finding
from governance.audit.verifying_progress import Part, Progress

AT_ONCE = 2000
MOST = 200
log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Walk:
    """How far the tree has been built anew."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)
    levels: list[list[bytes]] = field(default_factory=list)
    tiles: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    origin: str = ""
    restored: bool = False
    renamed: list[int] = field(default_factory=list)
    resume: bool = False

    def found(self, code: str, place: int = 0) -> None:
        """Note a finding; beyond some hundreds only that there are more."""
        if len(self.findings) < MOST:
            self.findings.append(Finding(code, place))


def check(
    progress: Progress = lambda _part, _done, _all: None, *, resume: bool = False
) -> list[Finding]:
    """Check everything, keep how it ended, and return what does not fit.

    What is found raises the alarm at once, since the check may be broken off.

    Args:
        progress: is told how far it has come.
        resume: whether to go on with the closed parts where an earlier check was broken off.
    """
    walk = _Walk(resume=resume)
    for part in (_sequence, _beyond, _left_out, _closed, _witnessed, _outside):
        try:
            part(walk, progress)
        except SoftTimeLimitExceeded:  # says nothing of the log: the next night goes on
            raise
        except Exception as error:  # noqa: BLE001 (a value that cannot be read is a finding)
            log.warning("log cannot be read: %s", type(error).__name__)
            walk.found("unreadable", walk.size)
        if walk.findings:
            alarm()
    now = clock.now()
    said = {"ended": now, "findings": len(walk.findings), "whole": now}
    AuditCheck.objects.update_or_create(pk=1, defaults=said)
    return walk.findings


def alarm() -> None:
    """Keep that something does not fit, until a check of the whole log says more."""
    if not AuditCheck.objects.filter(pk=1, findings__gt=0).exists():
        AuditCheck.objects.update_or_create(pk=1, defaults={"ended": clock.now(), "findings": 1})


def _sequence(walk: _Walk, progress: Progress) -> None:
    held = AuditTree.objects.filter(pk=1).first() or AuditTree(size=0, peaks=b"")
    progress(Part.ENTRIES, 0, held.size)
    for start in range(0, held.size, AT_ONCE):
        end = min(start + AT_ONCE, held.size)
        if not _chunk(walk, start, end):
            return
        progress(Part.ENTRIES, end, held.size)
    _edge(walk, held)


def _edge(walk: _Walk, held: AuditTree) -> None:
    """Compare what the tree's row says with the entries that were gone through."""
    if b"".join(walk.peaks) != bytes(held.peaks):
        walk.found("tree-differs", held.size)
    if held.size and not AuditCheckpoint.objects.filter(size=held.size).exists():
        walk.found("checkpoint-missing", held.size)
    named = held.size == 0 or (held.origin == walk.origin and not walk.renamed)
    if not named and not verifying_origin.explained(held):
        walk.found("origin-differs", held.size)
    if not verifying_origin.moved_when_it_could(held):
        walk.found("tree-differs", held.size)


def _chunk(walk: _Walk, start: int, end: int) -> bool:
    """Add some leaves; tell whether the next ones can be added too."""
    places = list(AuditLeaf.objects.filter(index__gte=start, index__lt=end).order_by("index"))
    entries = AuditEntry.objects.in_bulk([place.entry for place in places])
    signed = {c.size: c for c in AuditCheckpoint.objects.filter(size__gt=start, size__lte=end)}
    by_index = {place.index: place.entry for place in places}
    for index in range(start, end):
        entry = entries.get(by_index[index]) if index in by_index else None
        if entry is None:
            walk.found("entry-missing" if index in by_index else "place-missing", index)
            return False
        leaf = leaf_hash(open_part(entry), bytes(entry.commitment))
        if leaf != bytes(entry.leaf):
            walk.found("entry-differs", index)
        if entry.act in RENAMED:
            _explained(walk)
        walk.size = tree.append(walk.size, walk.peaks, leaf)
        _into_tile(walk, 0, leaf)
        if checkpoint := signed.get(walk.size):
            _checkpoint(walk, checkpoint)
    return True


def _into_tile(walk: _Walk, level: int, one: bytes) -> None:
    if len(walk.levels) == level:
        walk.levels.append([])
        walk.tiles.append(0)
    hashes = walk.levels[level]
    hashes.append(one)
    if len(hashes) < tiles.WIDTH:
        return
    number, top = walk.tiles[level], tree.root_of(hashes)
    row = AuditTile.objects.filter(level=level, number=number).first()
    if row is None or (bytes(row.hashes), bytes(row.top)) != (b"".join(hashes), top):
        walk.found("tile-differs", walk.size)
    walk.levels[level], walk.tiles[level] = [], number + 1
    _into_tile(walk, level + 1, top)


def _checkpoint(walk: _Walk, row: AuditCheckpoint) -> None:
    try:
        signed = checkpoints.read(row.note)
    except checkpoints.NoteInvalid:
        walk.found("checkpoint-unsigned", row.size)
        return
    root = tree.root(walk.peaks)
    if (signed.size, signed.root, bytes(row.root)) != (row.size, root, root):
        walk.found("checkpoint-differs", row.size)
    if walk.origin not in ("", signed.origin) and not walk.restored:
        walk.renamed.append(row.size)
    walk.origin, walk.restored = signed.origin, False


def _explained(walk: _Walk) -> None:
    """Note what explains a new name of the log, which may have come some entries before."""
    if walk.renamed:
        walk.renamed.pop(0)
    else:
        walk.restored = True


def _beyond(walk: _Walk, _progress: Progress) -> None:
    """Find rows beyond the tree. They are counted before its size is read, as it may grow."""
    last = AuditLeaf.objects.aggregate(last=Max("index"))["last"]
    signed = AuditCheckpoint.objects.aggregate(last=Max("size"))["last"]
    full = AuditTile.objects.count()
    held = AuditTree.objects.filter(pk=1).first()
    size = held.size if held else 0
    if last is not None and last >= size:
        walk.found("place-beyond", last)
    if signed is not None and signed > size:
        walk.found("checkpoint-beyond", signed)
    if full > sum(size >> tiles.HEIGHT * level for level in range(1, 8)):
        walk.found("tile-beyond", size)
    if AuditLeaf.objects.filter(index__lt=0).exists():
        walk.found("place-beyond")
    if AuditCheckpoint.objects.filter(size__lte=0).exists():
        walk.found("checkpoint-beyond")


def _closed(walk: _Walk, progress: Progress) -> None:
    """Open each closed part that a key still opens, and compare it with its entry."""
    for finding in verifying_closed.findings(progress, resume=walk.resume):
        if not walk.findings:
            alarm()
        walk.found(finding.code, finding.place)


def _witnessed(walk: _Walk, _progress: Progress) -> None:
    """Compare what is kept of the witnesses' words with the checkpoints."""
    for finding in verifying_witnessed.findings():
        walk.found(finding.code, finding.place)


def _outside(walk: _Walk, _progress: Progress) -> None:
    """Compare the checkpoints outside; one in the database that cannot be read is a finding too."""
    for finding in verifying_outside.findings():
        walk.found(finding.code, finding.place)


def _left_out(walk: _Walk, _progress: Progress) -> None:
    """Find entries that have no place and wait for none, and places promised to no entry."""
    for _ in _without_place().values_list("pk")[:MOST]:
        walk.found("entry-left-out")
    there = Exists(AuditEntry.objects.filter(pk=OuterRef("entry")))
    for _ in AuditWaiting.objects.filter(~there).values_list("pk")[:MOST]:
        walk.found("waiting-missing")


def _without_place() -> QuerySet[AuditEntry]:
    """Return the entries that have no place and wait for none, by the very letters of their id."""
    placed = Exists(AuditLeaf.objects.filter(entry=OuterRef("pk")))
    waits = Exists(AuditWaiting.objects.filter(entry=OuterRef("pk")))
    return AuditEntry.objects.filter(~placed, ~waits)
