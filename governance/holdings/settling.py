"""Presses the main database's write-ahead log flat, so that no deleted page is left in it.

On PostgreSQL deleted rows stay in their pages until autovacuum has been there and something else
was written over them: tables of a million rows cannot be written anew for each erasure. What was
captured is sealed there under keys that are destroyed by then, and those are pressed out of the
key store itself (`governance.keys.pressing`); docs/limits.md says what that leaves.
"""

from django.db import connection


def settle_main() -> bool:
    """Press it; True when no older page is left in it.

    With a reader open SQLite answers busy and raises nothing, so the answer counts.
    """
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        answer = cursor.fetchone()
    return bool(answer is not None and answer[0] == 0)
