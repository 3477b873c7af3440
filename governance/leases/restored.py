"""No lease after a restore until the deletion ledger has been replayed.

The file of the ledger lies outside both databases. Where it knows a line that the key store has
forgotten, or the key store has lines and the file is gone, something was restored. The command
that restores also leaves a mark beside it, which the replay takes away.
"""

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from governance.holdings import owing
from governance.keys import ledger, ledger_file
from governance.keys.models import Deletion

MARK = "restored"


def mark() -> Path:
    """Return the file that says: restored, not replayed yet."""
    return Path(settings.OUTSIDE_DIR) / MARK


def under_way() -> bool:
    """Tell whether a restore has begun and its replay has not ended."""
    return mark().exists()


def close_if_restored() -> bool:
    """Leave the mark where the databases have forgotten deletions that the file outside knows.

    Asked at each start: whoever put an older copy in place by other means than the command for
    it gets nothing served before the replay. Returns whether a restore is under way.
    """
    if under_way():
        return True
    try:
        ledger.follow()  # the process before may have died between a deletion and its line there
        fits = agrees()
        if fits:  # a line after those of a store that has forgotten some would contradict the file
            owing.note_gone()
    except DatabaseError:  # not migrated yet, so there is nothing to serve either
        return False
    if not fits:
        mark().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark().touch(mode=0o600)
    return not fits


def agrees() -> bool:
    """Tell whether the key store knows the newest line of the file outside.

    The store may be ahead of the file for a moment: a line is written there after its commit.
    """
    if under_way():
        return False
    try:
        newest = ledger_file.newest_there()
    except FileNotFoundError:
        newest = None
    if newest is None:
        return not Deletion.objects.exists()
    return Deletion.objects.filter(number=newest.number, head=newest.head).exists()
