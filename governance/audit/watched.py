"""Who outside watches the log, and how that stands: for the pages and for alarms.

Moments are told in whole hours alone. A witness is asked with each new checkpoint and at least
once an hour, so the hour of its last word says nothing; its minute could be that of somebody's act.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import OuterRef, Subquery

from governance import clock
from governance.audit import witnesses
from governance.audit.models import AuditCosignature, AuditWitness, WitnessWord
from governance.audit.witnesses import Witness

LASTS: Final = timedelta(hours=24)
"""How old a cosignature may be that a lease proves itself with."""
WARNED: Final = timedelta(hours=20)
QUIET: Final = timedelta(hours=3)
"""It is asked each hour, so what it said within three hours is as it should be."""
HOUR: Final = timedelta(hours=1)
CLOCKS: Final = timedelta(minutes=10)
"""How far a witness's clock may be before ours; computers refuse what is further."""


class Standing(StrEnum):
    """How it stands with one witness."""

    WATCHING = "watching"
    UNASKED = "unasked"
    SILENT = "silent"
    ENDING = "ending"
    ENDED = "ended"
    STRANGER = "stranger"
    CLOCK = "clock"
    REFUSED = "refused"
    AHEAD = "ahead"


ALARMS: Final = frozenset({Standing.REFUSED, Standing.AHEAD})
"""The log was changed or rolled back: a witness saw another one."""
TROUBLES: Final = frozenset(Standing) - ALARMS - {Standing.WATCHING, Standing.UNASKED}
SAID: Final = {
    WitnessWord.REFUSED: Standing.REFUSED,
    WitnessWord.AHEAD: Standing.AHEAD,
    WitnessWord.STRANGER: Standing.STRANGER,
}


@dataclass(frozen=True, slots=True)
class Watcher:
    """A witness and how it stands.

    Attributes:
        name: of its key.
        outside: whether nobody who administers this server administers it.
        standing: what is to be told of it.
        hour: the beginning of the hour in which it cosigned last; None where it never did.
        counts: whether it has cosigned within 24 hours, so that leases can prove themselves.
    """

    name: str
    outside: bool
    standing: Standing
    hour: datetime | None
    counts: bool


def of() -> tuple[Watcher, ...]:
    """Return how it stands with each witness that the company names; one query, or none."""
    named = witnesses.named()
    if not named:
        return ()
    last = AuditCosignature.objects.filter(witness=OuterRef("name")).order_by("-size", "-at")
    rows = AuditWitness.objects.annotate(last=Subquery(last.values("at")[:1]))
    said = {name: (word, at) for name, word, at in rows.values_list("name", "word", "last")}
    now = clock.now()
    return tuple(_watcher(one, *said.get(one.name, ("", None)), now=now) for one in named)


def not_even_the_administrator(found: Iterable[Watcher]) -> bool:
    """Tell whether a witness that nobody here administers holds the log fast now.

    Nobody may be told so on less, nor while any witness says otherwise.
    """
    found = tuple(found)
    alarmed = any(one.standing in ALARMS for one in found)
    return not alarmed and any(
        one.outside and one.counts and one.standing != Standing.STRANGER for one in found
    )


def _watcher(witness: Witness, word: str, at: int | None, now: datetime) -> Watcher:
    last = None if at is None else _moment(at, now)
    counts = last is not None and now - LASTS <= last <= now + CLOCKS
    hour = None if last is None else last.replace(minute=0, second=0, microsecond=0)
    if word in SAID:
        standing = SAID[WitnessWord(word)]
    elif last is None or hour is None:
        standing = Standing.ENDED if word else Standing.UNASKED
    elif last > now + CLOCKS:
        standing = Standing.CLOCK
    else:
        standing = _by_hour(hour, now)
    return Watcher(witness.name, witness.outside, standing, hour, counts)


def _moment(at: int, now: datetime) -> datetime:
    """Return the moment of a cosignature; a witness may have signed with any number."""
    most = int((now + LASTS).timestamp())
    return datetime.fromtimestamp(min(at, most), UTC)


def _by_hour(hour: datetime, now: datetime) -> Standing:
    """Return the standing by the hour of the last cosignature; it changes at full hours alone.

    It warns an hour early at most, and says that leases ended an hour late at most.
    """
    if now - hour <= QUIET:
        return Standing.WATCHING
    if now - hour <= WARNED:
        return Standing.SILENT
    return Standing.ENDING if now - hour <= LASTS + HOUR else Standing.ENDED
