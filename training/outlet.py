"""The only way out of the training store. The door (`governance.reads.gate`) is asked each time.

What rests is left out, and so is whatever has no consent in force at the moment of reading.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from governance import clock
from governance.audit.record import Actor
from governance.consent import queries as consent
from governance.keys import ring
from governance.reads import gate
from training import vault
from training.body import Body
from training.models import Episode


@dataclass(frozen=True, slots=True)
class Readable:
    """An episode that may be read: by `owner`, so that a release can be recalled."""

    id: uuid.UUID
    owner: str
    policy_id: str
    body: Body


def read(purpose: str, use: str, actor: Actor) -> Iterator[Readable]:
    """Yield what may be read for a purpose and a use.

    Raises:
        governance.reads.gate.ReadRefused: the door stays shut; that is on the record.
    """
    permit = gate.ask(purpose, use, actor)
    return _rested(permit.purpose)


def _rested(purpose: str) -> Iterator[Readable]:
    rows = Episode.objects.filter(purpose=purpose, rests_until__lt=clock.today())
    owners = rows.order_by("owner").values_list("owner", flat=True).distinct()
    for owner in owners:
        standing = consent.in_force(owner).get(purpose)
        if standing is None:
            continue
        for row in rows.filter(owner=owner, epoch=standing.epoch, version=standing.version):
            try:
                body = vault.open_row(row).limited(standing.kinds)
            except ring.KeyGone:
                continue
            if body is not None:
                yield Readable(row.pk, owner, row.policy_id, body)
