"""How far the check of the closed parts has come, so that one that was broken off goes on.

A position is kept when the parts before it have been checked, with what was found in them. It says
nothing but that: it counts for the round that began then, for some days, and only under the seal
of the key store, so that nobody who can write to the main database alone can let a round pass over
what it has not seen. (An older position of the same round can be put back: for as long as rounds
last, and no longer.) A round that ends leaves none, and the next one begins with the first part.
"""

import hmac
import json
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import DatabaseError

from governance import clock
from governance.audit.models import AuditClosed, AuditRound
from governance.audit.verifying_outside import Finding
from governance.keys import owners

LASTS = timedelta(days=3)
"""How long a position counts from the beginning of its round."""
MOST = 200
FIRST = uuid.UUID(int=0)
USE = "audit-round"
log = logging.getLogger(__name__)


class Part(StrEnum):
    """What a check goes through and tells its progress of."""

    ENTRIES = "entries"
    CLOSED = "closed parts"


Progress = Callable[[Part, int, int], None]
"""Is told of a part, how much of it is done, and how much there is."""


@dataclass(slots=True)
class Round:
    """A check of the closed parts.

    Attributes:
        run: which one.
        begun: when it began.
        total: how many closed parts there were then.
        after: the last entry whose closed part was checked.
        done: how many were checked.
        found: what did not fit in those.
    """

    run: uuid.UUID
    begun: datetime
    total: int
    after: uuid.UUID = FIRST
    done: int = 0
    found: list[Finding] = field(default_factory=list)

    def add(self, findings: list[Finding]) -> None:
        """Add findings; beyond some hundreds only that there are more."""
        self.found += findings[: MOST - len(self.found)]


def begin(*, resume: bool) -> Round:
    """Begin a round, or go on with the one that was broken off.

    Args:
        resume: whether to go on where there is a position that counts.
    """
    if resume and (kept := _known()):
        return kept
    fresh = Round(uuid.uuid4(), clock.now(), AuditClosed.objects.count())
    AuditRound.objects.update_or_create(pk=1, defaults={"run": fresh.run, **_kept(fresh)})
    return fresh


def keep(walk: Round) -> None:
    """Keep the position. Where another round has begun meanwhile, that one's stays."""
    AuditRound.objects.filter(pk=1, run=walk.run).update(**_kept(walk))


def end(walk: Round) -> None:
    """Leave no position, since the round has come to its end."""
    AuditRound.objects.filter(pk=1, run=walk.run).delete()


def _kept(walk: Round) -> dict[str, object]:
    found = [[one.code, one.place] for one in walk.found]
    kept = {"begun": walk.begun, "after": walk.after, "done": walk.done, "total": walk.total}
    return {**kept, "found": found, "seal": _seal(walk.run, {**kept, "found": found})}


def _known() -> Round | None:
    """Return the round that was broken off; None where its row says nothing that counts."""
    try:
        row = AuditRound.objects.filter(pk=1).first()
        if row is None or not _counts(row):
            return None
    except (DatabaseError, TypeError, ValueError) as error:  # its row cannot be read
        log.warning("position of the check is not believed: %s", type(error).__name__)
        return None
    found = [Finding(code, place) for code, place in row.found]
    return Round(row.run, row.begun, row.total, row.after, row.done, found)


def _counts(row: AuditRound) -> bool:
    said = {name: getattr(row, name) for name in ("begun", "after", "done", "total", "found")}
    sealed = hmac.compare_digest(row.seal, _seal(row.run, said))
    return sealed and clock.now() - LASTS <= row.begun <= clock.now()


def _seal(run: uuid.UUID, said: dict[str, object]) -> str:
    plain = {**said, "begun": str(said["begun"]), "after": str(said["after"]), "run": str(run)}
    return owners.keyed(USE, json.dumps(plain, sort_keys=True))
