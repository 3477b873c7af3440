"""The only way out of the training store. The door (`governance.reads.gate`) is asked each time.

What rests is left out, and so is whatever has no consent in force at the moment of reading.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from governance import clock
from governance.audit.record import Actor
from governance.consent import queries as consent
from governance.consent.fence import Standing
from governance.directory import invented
from governance.keys import ring
from governance.purposes.kinds import Kind
from governance.reads import gate
from governance.reads.gate import Permit
from governance.rights.restriction import restricted
from training import vault
from training.body import Body
from training.models import Episode


@dataclass(frozen=True, slots=True)
class Readable:
    """An episode that may be read: by `owner`, so that a release can be recalled.

    Attributes:
        goes: for each kind in it the day on which it goes.
    """

    id: uuid.UUID
    owner: str
    policy_id: str
    goes: Mapping[Kind, date]
    body: Body


@dataclass(frozen=True, slots=True)
class Reading:
    """What may be read of one person, and the consent under which it was read."""

    owner: str
    standing: Standing
    episodes: Iterator[Readable]


def read(purpose: str, use: str, actor: Actor) -> Iterator[Readable]:
    """Yield what may be read for a purpose and a use.

    Raises:
        governance.reads.gate.ReadRefused: the door stays shut; that is on the record.
    """
    permit = gate.ask(purpose, use, actor)
    return (one for reading in by_person(permit) for one in reading.episodes)


def by_person(permit: Permit) -> Iterator[Reading]:
    """Yield what may be read, person by person, once the door has opened (`gate.ask`)."""
    found = (of_person(permit, owner) for owner in owners(permit))
    return (reading for reading in found if reading is not None)


def of_person(permit: Permit, owner: str, ids: Collection[uuid.UUID] = ()) -> Reading | None:
    """Return what may be read of one person, or of these rows alone.

    None without consent, and while the person's request to be erased is open.
    """
    standing = consent.in_force(owner).get(permit.purpose)
    if standing is None or restricted(owner) or invented.is_of(owner):
        return None
    rows = _rested(permit).filter(pk__in=ids) if ids else _rested(permit)
    return Reading(owner, standing, _opened(rows, owner, standing))


def owners_of(permit: Permit, ids: Collection[uuid.UUID]) -> list[str]:
    """Return whose rows these are, as far as they are there and have rested."""
    rows = _rested(permit).filter(pk__in=ids).order_by("owner")
    return list(rows.values_list("owner", flat=True).distinct())


def owners(permit: Permit) -> list[str]:
    """Return those of whom something has rested."""
    rows = _rested(permit).order_by("owner")
    return list(rows.values_list("owner", flat=True).distinct())


def _rested(permit: Permit) -> QuerySet[Episode]:
    return Episode.objects.filter(purpose=permit.purpose, rests_until__lt=clock.today())


def _opened(rows: QuerySet[Episode], owner: str, standing: Standing) -> Iterator[Readable]:
    for row in rows.filter(owner=owner, epoch=standing.epoch, version=standing.version):
        try:
            stored = vault.open_whole(row)
        except ring.KeyGone:
            continue
        body = stored.body.limited(standing.kinds)
        if body is not None:
            yield Readable(row.pk, owner, row.policy_id, stored.goes, body)
