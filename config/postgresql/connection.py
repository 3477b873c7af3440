"""A connection that gives up on a database which accepts and never answers.

`statement_timeout` is kept by the server, and the keepalives of TCP by its host: neither helps
where both live and nothing is said (a server that is stopped in the middle, a pooler that has lost
its server). psycopg waits for as long as the host lives. So an answer has an end here.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

T = TypeVar("T")
INTERVAL = 0.1
"""Seconds, as psycopg has it: how often waiting looks whether it should end."""


class Silent(psycopg.OperationalError):
    """The database has not answered in time."""


class Connection(psycopg.Connection[Any]):
    """A connection on which a statement, or a commit, is waited for with an end.

    What becomes of the statement is not known then, so the connection is closed: nothing more is
    asked over it, and its transaction ends with it. A commit can have been carried out.

    Attributes:
        seconds: how long one answer may take; None is without an end.
        silent: called when there was none.
    """

    seconds: float | None = None
    silent: Callable[[], None] | None = None

    def wait(self, gen: PQGen[T], interval: float = INTERVAL, timeout: float | None = None) -> T:
        """Wait for the end of what was begun.

        Raises:
            Silent: no answer came in time.
        """
        if timeout is not None or self.seconds is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.seconds)
        except psycopg.OperationalError as error:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise  # the server's own answer, or the connection has ended
            self.pgconn.finish()
            if self.silent is not None:
                self.silent()
            raise Silent(f"no answer within {self.seconds:g} s") from error


def driver() -> ModuleType:
    """Return psycopg as Django's backend uses it, with these connections."""
    ours = ModuleType(psycopg.__name__)
    vars(ours).update(vars(psycopg), connect=Connection.connect)
    return ours
