"""Presses the main database's write-ahead log flat, so that no deleted page is left in it."""

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
