"""Checks what the tree's row says beside its hashes: the log's name, and the day it last grew."""

from django.db.models import Exists, Max, OuterRef

from governance import clock
from governance.audit.acts import RENAMED
from governance.audit.models import AuditCheckpoint, AuditEntry, AuditLeaf, AuditTree, AuditWaiting

LATEST = 500
"""Entries at the end of the sequence whose days are compared: what one round sequences."""


def goes_on(held: AuditTree, signed: str) -> bool:
    """Tell whether the log goes on under the name of its newest checkpoint.

    Args:
        held: the tree as it was read before its entries.
        signed: the name on the newest checkpoint that was read; "" where there is none.

    Another name comes with a restore alone, whose entry then waits for its place or has it.
    """
    if not held.size or held.origin == signed:
        return True
    waits = Exists(AuditWaiting.objects.filter(entry=OuterRef("pk")))
    return AuditEntry.objects.filter(waits, act__in=RENAMED).exists() or _grew(held)


def moved_when_it_could(held: AuditTree) -> bool:
    """Tell whether the day on which the tree grew is between its newest entries and today."""
    if not held.size:
        return True
    leaves = AuditLeaf.objects.filter(index__gte=held.size - LATEST, index__lt=held.size)
    entries = AuditEntry.objects.filter(pk__in=list(leaves.values_list("entry", flat=True)))
    last = entries.aggregate(last=Max("day"))["last"]
    if held.moved_on is None or last is None:
        return False
    return bool(last <= held.moved_on <= max(clock.today(), last))


def _grew(held: AuditTree) -> bool:
    """Tell whether the log has grown since, so that the name is on a checkpoint not read yet."""
    return AuditCheckpoint.objects.filter(size__gt=held.size).exists()
