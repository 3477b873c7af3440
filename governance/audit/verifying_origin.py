"""Checks what the tree's row says beside its hashes: the log's name, and the day it last grew."""

from django.db.models import Exists, Max, OuterRef

from governance import clock
from governance.audit.acts import RENAMED
from governance.audit.models import AuditCheckpoint, AuditEntry, AuditLeaf, AuditTree, AuditWaiting

LATEST = 500
"""Entries at the end of the sequence whose days are compared: what one round sequences."""


def explained(held: AuditTree) -> bool:
    """Tell whether a new name may be explained by an entry that waits, or that has just come.

    Args:
        held: the tree as it was read before its entries.
    """
    waits = Exists(AuditWaiting.objects.filter(entry=OuterRef("pk")))
    grew = AuditCheckpoint.objects.filter(size__gt=held.size).exists()
    return grew or AuditEntry.objects.filter(waits, act__in=RENAMED).exists()


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
