"""Gives entries their places in the sequence, one holder at a time, and signs checkpoints.

What waits is read from a table of its own ("not yet sequenced"), never as "id greater than the
last one", since transactions end in another order than they begin. The lock on the tree's one row
and the primary key of a place each make a second sequence impossible.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from governance import clock
from governance.audit import checkpoints, outside, tiles, tree
from governance.audit.checkpoints import Checkpoint
from governance.audit.models import (
    AuditCheckpoint,
    AuditEntry,
    AuditLeaf,
    AuditTree,
    AuditWaiting,
)

BATCH = 500
log = logging.getLogger(__name__)


class Blocked(RuntimeError):
    """Nothing is sequenced: the checkpoints outside do not fit the database."""


@dataclass(frozen=True, slots=True)
class State:
    """What is known without a check: `waiting` counts up to a limit."""

    size: int
    waiting: int
    moved_on: date | None


def run(most: int = 100) -> int:
    """Sequence what waits, up to some batches; return how many entries got a place.

    Raises:
        Blocked: the newest checkpoint outside does not fit the database.
    """
    catch_up()
    done = 0
    for _ in range(most):
        if not AuditWaiting.objects.exists():  # asked first, since SQLite has one writer at a time
            break
        count, checkpoint = _batch()
        if checkpoint is None:
            break
        outside.write(checkpoint)
        done += count
        if count < BATCH:
            break
    return done


def catch_up() -> None:
    """Write the newest checkpoint outside if a crash kept it from there.

    Raises:
        Blocked: the one outside is newer than the database, or another of the same size.
    """
    newest, last = outside.newest(), AuditCheckpoint.objects.order_by("-size").first()
    if newest is not None:
        _fits(newest)
    if last is not None and last.note != newest:
        outside.write(Checkpoint("", last.size, bytes(last.root), last.note))


def _fits(note: str) -> None:
    try:
        seen = checkpoints.read(note)
    except checkpoints.NoteInvalid as error:
        raise Blocked("the newest checkpoint outside is not signed by this log") from error
    row = AuditCheckpoint.objects.filter(size=seen.size).first()
    if row is None:
        raise Blocked("the database is older than the checkpoint outside, or was changed")
    if bytes(row.root) != seen.root:
        raise Blocked("the checkpoint outside has another root at the same size")


@transaction.atomic
def _batch() -> tuple[int, Checkpoint | None]:
    held = _hold()
    waiting = _waiting()
    if not waiting:
        return 0, None
    entries = AuditEntry.objects.in_bulk([row.entry for row in waiting])
    size, peaks = held.size, tree.split(bytes(held.peaks))
    rows = []
    for row in waiting:
        rows.append(AuditLeaf(index=size, entry=row.entry))
        size = tree.append(size, peaks, bytes(entries[row.entry].leaf))
    AuditLeaf.objects.bulk_create(rows)
    AuditWaiting.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    tiles.complete(held.size, size)
    checkpoint = checkpoints.sign(held.origin, size, tree.root(peaks))
    AuditCheckpoint.objects.create(size=size, root=checkpoint.root, note=checkpoint.note)
    held.size, held.peaks, held.moved_on = size, b"".join(peaks), clock.today()
    held.save(update_fields=["size", "peaks", "moved_on"])
    return len(rows), checkpoint


def _hold() -> AuditTree:
    """Return the tree's row, locked until the transaction ends; make it the first time."""
    held = AuditTree.objects.select_for_update().filter(pk=1).first()
    if held is not None:
        return held
    try:
        with transaction.atomic():
            AuditTree.objects.create(pk=1, origin=checkpoints.origin())
    except IntegrityError:
        log.info("another process began the tree")
    return AuditTree.objects.select_for_update().get(pk=1)


def _waiting() -> list[AuditWaiting]:
    """Return what waits in no order: what one person did within a second is not side by side."""
    there = Exists(AuditEntry.objects.filter(pk=OuterRef("entry")))
    rows = list(AuditWaiting.objects.filter(there).order_by("pk")[:BATCH])
    secrets.SystemRandom().shuffle(rows)
    return rows


def state(most: int = 10_000) -> State:
    """Return the state in two queries."""
    held = AuditTree.objects.filter(pk=1).first()
    waiting = len(AuditWaiting.objects.values_list("pk", flat=True)[:most])
    return State(held.size if held else 0, waiting, held.moved_on if held else None)
