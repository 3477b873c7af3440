"""Seals and opens episodes: a fresh data key for each, wrapped by the key of its week."""

import uuid
from dataclasses import dataclass
from datetime import date

from governance.keys import ring, sealing
from training.body import Body
from training.models import Episode

TABLE = "training_episode"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What an episode is bound to besides its body."""

    id: uuid.UUID
    owner: str
    purpose: str
    epoch: uuid.UUID
    policy_id: str
    goes_on: date

    def associated(self) -> bytes:
        """Return the associated data of both seals."""
        parts = (TABLE, self.owner, self.id, self.purpose, self.epoch, self.policy_id)
        return "|".join([*map(str, parts), self.goes_on.isoformat()]).encode()


def ticket_of(row: Episode) -> Ticket:
    """Return what a stored row is bound to."""
    return Ticket(row.id, row.owner, row.purpose, row.epoch, row.policy_id, row.goes_on)


def place_of(row: Episode) -> ring.Place:
    """Return what the week key of a row is for."""
    return ring.Place(row.owner, row.purpose, row.epoch, row.week)


def seal(row: Episode, body: Body, key_id: uuid.UUID) -> None:
    """Seal a body into a row under a fresh data key."""
    associated = ticket_of(row).associated()
    data_key = sealing.new_key()
    row.key = key_id
    row.wrapped = sealing.seal(ring.key(key_id), data_key, associated)
    row.sealed = sealing.seal(data_key, sealing.pad(body.to_bytes()), associated)


def open_row(row: Episode) -> Body:
    """Open a row.

    Raises:
        governance.keys.ring.KeyGone: its week's key has been destroyed.
        governance.keys.sealing.SealBroken: the row was changed.
    """
    associated = ticket_of(row).associated()
    data_key = sealing.open_sealed(ring.key(row.key), bytes(row.wrapped), associated)
    return Body.from_bytes(
        sealing.unpad(sealing.open_sealed(data_key, bytes(row.sealed), associated))
    )


def wrap_anew(row: Episode, key_id: uuid.UUID) -> None:
    """Wrap the data key of a row for another week key; the body stays as it is."""
    associated = ticket_of(row).associated()
    data_key = sealing.open_sealed(ring.key(row.key), bytes(row.wrapped), associated)
    row.wrapped = sealing.seal(ring.key(key_id), data_key, associated)
    row.key = key_id
