"""What is no fault of a batch: a database without room or away, a key service that is away.

A batch that fails for such a reason waits without a try being counted. Else an outage of some
minutes would put into quarantine whatever was accepted before it.
"""

import sqlite3
from typing import Final

import psycopg
from django.db import InterfaceError, OperationalError

from governance.keys.wrapping import WrappingServiceAway

POSTGRESQL: Final = ("08", "53100", "53300", "57P", "58")
"""How the states begin: no connection, no room, too many connections, shut down, I/O failed.

PostgreSQL, appendix A. Its memory (53200) is left out, which a batch itself could have used up.
"""
SQLITE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_PRIMARY: Final = 0xFF
"""The part of SQLite's extended codes that names the kind."""


def is_one(fault: Exception) -> bool:
    """Tell whether a fault says that something is away or full."""
    if isinstance(fault, WrappingServiceAway):
        return True
    if not isinstance(fault, OperationalError | InterfaceError):
        return False
    cause = fault.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & _PRIMARY in SQLITE
    if not isinstance(cause, psycopg.Error):
        return False
    return cause.sqlstate is None or cause.sqlstate.startswith(POSTGRESQL)
