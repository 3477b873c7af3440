"""Presses destroyed keys out of the files of the key store, and tells whether none is left.

SQLite writes zeros over a deleted row (`secure_delete`) and has older pages in its write-ahead
log, which is emptied. PostgreSQL leaves a deleted row in its page. `VACUUM (FREEZE)` takes it away
once no snapshot can see it, and the horizon that it leaves (`relfrozenxid`) tells of whom; its
bytes still lie in the free part of the page, so `VACUUM FULL` writes what lives into a new file
and empties the old one. The write-ahead log of PostgreSQL is not reached (docs/limits.md).
"""

import logging
from dataclasses import dataclass

from django.db import DatabaseError, connections
from django.db.backends.utils import CursorWrapper

from governance.keys.models import Deletion, OwnerSecret, PersonKey, SigningKey, WeekKey
from governance.keys.short_memory import ShortMemory

log = logging.getLogger(__name__)

TABLES = tuple(one._meta.db_table for one in (WeekKey, PersonKey, SigningKey, OwnerSecret))
LEFT = "key-store-log"
"""How a certificate names the write-ahead log, in which keys can be read after they went."""
WAIT = "2s"
"""How long the tables are waited for: meanwhile nobody else gets them."""
LONG = "10 minutes"
AGAIN = 3600.0
"""Seconds after which tables are pressed again though no line says that a key went."""
_pressed: ShortMemory[str] = ShortMemory(AGAIN)

STATE = """
SELECT relfilenode, relfrozenxid::text::bigint FROM pg_class
WHERE oid = ANY(%s::regclass[]) ORDER BY oid
"""
NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
NOT_OURS = """
SELECT count(*) FROM pg_class
WHERE oid = ANY(%s::regclass[]) AND NOT pg_has_role(current_user, relowner, 'USAGE')
"""
HOLDERS = """
SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
          AND pid <> pg_backend_pid() AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
          AND xact_start < now() - %s::interval)
     + (SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()
          AND prepared < now() - %s::interval)
     + (SELECT count(*) FROM pg_replication_slots WHERE xmin IS NOT NULL AND NOT active)
"""


@dataclass(frozen=True, slots=True)
class Table:
    """What PostgreSQL says of a table: which file it has, and since when nobody sees the dead."""

    file: int
    horizon: int

    def knows_all_before(self, transaction: int) -> bool:
        """Tell whether no row is left that died before a transaction; 32 bits, in a circle."""
        return (self.horizon - transaction) % 2**32 < 2**31


def press() -> bool:
    """Press the key store; True when no key that was destroyed before is left in its files."""
    connection = connections["keys"]
    if connection.in_atomic_block:
        return False
    if connection.vendor == "sqlite":
        return _empty_log()
    mark = _mark()
    if _pressed.get("keys") == mark:
        return True
    try:
        done = _rewritten()
    except DatabaseError as fault:
        log.warning("the key store could not be pressed: %s", type(fault).__name__)
        return False
    if done:
        _pressed.put("keys", mark)
    return done


def press_anew() -> bool:
    """Press it also where no line of the deletion ledger says that a key went."""
    _pressed.clear()
    return press()


def press_if_cheap() -> None:
    """Press it on SQLite; on PostgreSQL that locks the tables, and the sweep does it for many."""
    if connections["keys"].vendor == "sqlite":
        press()


def left() -> set[str]:
    """Return the codes of what pressing does not reach: PostgreSQL's write-ahead log."""
    return set() if connections["keys"].vendor == "sqlite" else {LEFT}


def complaint() -> str:
    """Say what keeps destroyed keys in the files of the key store; empty when nothing does."""
    if connections["keys"].vendor != "postgresql":
        return ""
    with connections["keys"].cursor() as cursor:
        cursor.execute(NOT_OURS, [list(TABLES)])
        if cursor.fetchone()[0]:
            return "this account does not own the tables of keys, so destroyed keys stay in them"
        cursor.execute(HOLDERS, [LONG, LONG])
        if cursor.fetchone()[0]:
            return "an old transaction or an idle replication slot keeps destroyed keys readable"
    return ""


def _empty_log() -> bool:
    """Empty the write-ahead log; with a reader open SQLite answers busy and raises nothing."""
    with connections["keys"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        answer = cursor.fetchone()
    return bool(answer is not None and answer[0] == 0)


def _mark() -> str:
    """Return what changes whenever a key goes: in the ledger, or a signing key that ended."""
    head = Deletion.objects.order_by("-number").values_list("head", flat=True).first()
    return f"{head}|{SigningKey.objects.filter(wrapped=b'').count()}"


def _rewritten() -> bool:
    """Write what lives into new files; True when what died before went with the old ones.

    Without the right to a table PostgreSQL leaves it out and raises nothing, and dead rows that
    an older snapshot can see stay: so what it left behind is looked at, not what it answered.
    """
    names = ", ".join(TABLES)
    with connections["keys"].cursor() as cursor:
        cursor.execute(NEXT)
        now = int(cursor.fetchone()[0])
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [WAIT])
        try:
            cursor.execute(f"VACUUM (FREEZE) {names}")
            before = _tables(cursor)
            if not all(table.knows_all_before(now) for table in before):
                return False
            cursor.execute(f"VACUUM (FULL) {names}")
            after = _tables(cursor)
        finally:
            cursor.execute("RESET lock_timeout")
    return all(new.file != old.file for new, old in zip(after, before, strict=True))


def _tables(cursor: CursorWrapper) -> list[Table]:
    cursor.execute(STATE, [list(TABLES)])
    return [Table(*row) for row in cursor.fetchall()]
