"""Begins an erasure in the transaction of the act that asks for it."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from governance import announce, clock
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from governance.erasure.models import Erasure, ErasureState, Taken
from governance.holdings import walk
from governance.holdings.registry import Recalled
from governance.keys import ring

RUN = "governance.erasure.tasks.run"


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What a person took out of the store in one act.

    Attributes:
        what: what they pointed at.
        counts: how much went, by name of the holding.
        rows: ids of the rows that went.
        keys: how many keys were renewed, so that no older copy opens what went.
        days: first and last day, where a period was named.
        releases: those that held some of it and were called back in this act.
    """

    what: Taken
    counts: Mapping[str, int]
    rows: Sequence[uuid.UUID] = ()
    keys: int = 0
    days: tuple[date, date] | None = None
    releases: Collection[Recalled] = ()


@transaction.atomic
def note_taken(owner: str, taken: TakenOut) -> Erasure:
    """Note rows that went in the transaction of this act, so that a certificate says so.

    It is done once the keys that opened them are gone, the databases are pressed flat, and
    workers' copies of keys have passed.
    """
    first, last = taken.days or (None, None)
    erasure = Erasure(
        owner=owner,
        state=ErasureState.ROWS_GONE,
        taken=taken.what,
        rows=sorted(str(row) for row in taken.rows),
        first_day=first,
        last_day=last,
        counts=dict(taken.counts),
        keys=taken.keys,
        begun_on=clock.today(),
        settles_at=clock.now() + timedelta(seconds=ring.COPIES_LIVE),
    )
    erasure.note_recalled(taken.releases)
    erasure.save(force_insert=True)
    return erasure


@transaction.atomic
def begin_erasure(
    owner: str,
    *,
    purpose: str | None = None,
    epoch: uuid.UUID | None = None,
    kind: str | None = None,
    everything: bool = False,
    answers: Mapping[str, object] | None = None,
) -> Erasure:
    """Note what is to go. A worker carries it through after the commit; a sweep finds it too.

    Args:
        owner: whose.
        purpose: slug; None for every purpose.
        epoch: one stretch of consent, so that what a new consent brings is spared.
        kind: only actions of this kind of data; keys are then renewed, not destroyed.
        everything: also the person's own key, devices and private state.
        answers: what the certificate says of the request that it answers.
    """
    erasure = Erasure.objects.create(
        owner=owner,
        purpose=purpose or "",
        epoch=epoch,
        kind=str(kind or ""),
        everything=everything,
        begun_on=clock.today(),
        answers=dict(answers or {}),
    )
    details = {"erasure": str(erasure.pk), "kind": erasure.kind}
    record(Act.ERASURE_BEGUN, SYSTEM, About(owner, erasure.purpose, details=details))
    walk.foretell(erasure.scope)
    # Now, since whoever answers a recall may end the links before a worker comes to them.
    erasure.note_recalled(walk.recalled(erasure.scope))
    erasure.save(update_fields=["releases"])
    announce.task(RUN, str(erasure.pk))
    return erasure
