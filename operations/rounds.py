"""Rounds: pieces of work that a process of its own does again and again, each on its thread.

A round that fails says so in the log by the kind of the error alone, lets its connections go and
comes again; no failure of one reaches another or ends the process.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connections

from governance.leases import restored

SAID_AGAIN = 300.0  # seconds after which a failure that lasts is said once more
PATIENCE = 6.0  # seconds for the rounds to finish what they do; the supervisor gives 8
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """One piece of work.

    Attributes:
        name: as it stands in the log.
        seconds: from the end of one time to the beginning of the next.
        work: what is done; idempotent, since it may be cut off anywhere.
    """

    name: str
    seconds: float
    work: Callable[[], object]


def run(rounds: Sequence[Round], stop: threading.Event) -> None:
    """Go on with all rounds until the event is set, then let each finish what it does."""
    threads = [
        threading.Thread(target=_go_on, args=(one, stop), name=one.name, daemon=True)
        for one in rounds
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join(PATIENCE)


def _go_on(one: Round, stop: threading.Event) -> None:
    guard = Guard(one)
    while not stop.is_set():
        guard.once()
        stop.wait(one.seconds)
    connections.close_all()


class Guard:
    """Does a round, and says when it begins to fail, goes on failing, and works again."""

    def __init__(self, one: Round) -> None:
        self.round = one
        self.failing = ""
        self.quiet_for = 0.0

    def once(self) -> bool:
        """Do the round once, unless a restore has not ended; tell whether nothing failed."""
        try:
            if not restored.under_way():
                self.round.work()
        except Exception as error:  # noqa: BLE001 (whatever it is, the next time comes)
            self._failed(type(error).__name__)
            connections.close_all()  # one that broke is not used again
            return False
        if self.failing:
            log.warning("%s works again", self.round.name)
            self.failing = ""
        return True

    def _failed(self, kind: str) -> None:
        self.quiet_for += self.round.seconds
        if kind != self.failing or self.quiet_for >= SAID_AGAIN:
            log.error("%s failed: %s", self.round.name, kind)
            self.failing, self.quiet_for = kind, 0.0
