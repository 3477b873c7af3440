"""How long a process waits for one answer of a database, a commit among them.

Who answers people and devices says rather "come again" than nothing: without an answer of the
database there is no capture and nothing is taken. Who works behind them has long statements. What
is said here holds on PostgreSQL (`config.postgresql`); SQLite has nobody who could be silent.
"""

from typing import Final

from django.db import connections

ANSWER: Final = "ANSWER_SECONDS"
"""The name under which Django's description of a database carries it."""
SERVING: Final = 15.0
"""Seconds for the web and the waiting process."""
STEADY: Final = 60.0
"""Seconds for the sequencer, whose statements are short; it comes again by itself."""
WORKING: Final = 3600.0
"""Seconds for a worker: none of its statements takes that long, and a held one ends some day."""


def at_most(seconds: float) -> None:
    """Let this process wait for so long, on connections that it opens from now on."""
    for database in connections.settings.values():
        database[ANSWER] = seconds
