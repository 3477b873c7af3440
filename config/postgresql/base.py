"""Django's PostgreSQL with an end to each answer, in the processes that ask for one.

How long that is says `governance.patience`. The server hears of it first (`statement_timeout`), so
that a slow statement ends by itself and its connection lives; where nothing is heard at all, the
connection is closed (`config.postgresql.connection`).

A database that was silent is not asked by everybody at once again: for some seconds each call fails
at once, and then one tries. Else every thread of a process would be held by waiting.
"""

import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg import sql
from psycopg.errors import ConnectionTimeout

from config.postgresql.connection import Connection, Silent, driver
from governance.patience import ANSWER

HEALTH = 3.0
"""Seconds for the question whether an open connection still lives."""
REST = 5.0
"""Seconds after which a database that was silent is asked again, by one thread."""
SOONER = 0.8
"""The part of the seconds after which the server itself ends a statement."""
LIMIT = sql.SQL(
    "SELECT set_config('statement_timeout', {}, false)"
    " WHERE current_setting('statement_timeout') = '0'"
)
"""Where the address or the account has a limit already, it stays."""
_silent: dict[str, float] = {}
"""Databases that were silent, and since when nobody has asked them (monotonic)."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A database as Django knows it."""

    Database = driver()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """Connect, unless this database was silent a moment ago.

        Raises:
            Silent: it was.
            psycopg.OperationalError: it cannot be reached, or says nothing.
        """
        seconds = self.settings_dict.get(ANSWER)
        if seconds is not None and self.alias in _silent:
            if time.monotonic() < _silent[self.alias] + REST:
                raise Silent("no answer a moment ago")
            self._was_silent()  # whoever comes meanwhile does not wait with this one
        try:
            made: Connection = super().get_new_connection(conn_params)
        except ConnectionTimeout:
            self._was_silent()
            raise
        made.seconds, made.silent = seconds, self._was_silent
        return made

    def init_connection_state(self) -> None:
        """Tell the server when to end a statement by itself."""
        super().init_connection_state()
        seconds = self.settings_dict.get(ANSWER)
        if seconds is not None:
            with self.connection.cursor() as cursor:
                cursor.execute(LIMIT.format(str(int(seconds * SOONER * 1000))))
        _silent.pop(self.alias, None)

    def is_usable(self) -> bool:
        """Tell whether the open connection answers; a live database does so at once."""
        if self.connection is None or self.connection.seconds is None:
            return bool(super().is_usable())
        if self.alias in _silent:
            return False
        held = self.connection.seconds
        self.connection.seconds = min(HEALTH, held)
        try:
            return bool(super().is_usable())
        finally:
            self.connection.seconds = held

    def _was_silent(self) -> None:
        _silent[self.alias] = time.monotonic()
