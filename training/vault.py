"""Seals and opens episodes: a fresh data key for each, wrapped by the key of its week.

Inside the seal lies, beside the body, the day on which each kind of data in it goes. The row names
the next of these days alone, so that a table does not tell which kinds there are.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from governance.audit.canonical import canonical
from governance.holdings.registry import Piece
from governance.keys import ring, sealing
from governance.purposes.kinds import Kind
from training.body import Body
from training.models import Episode

TABLE = "training_episode"
_DATED = b'{"body":'
"""How a body begins whose kinds go on different days. Else the day of the row is that of all."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a row seals: the body, and for each kind in it the day on which it goes."""

    body: Body
    goes: Mapping[Kind, date]

    @property
    def next_day(self) -> date:
        """The day on which the first of it goes."""
        return min(self.goes[kind] for kind in self.body.held)

    @property
    def last_day(self) -> date:
        """The day on which the last of it goes."""
        return max(self.goes[kind] for kind in self.body.held)

    def due(self, today: date) -> frozenset[Kind]:
        """Return the kinds whose day has come."""
        return frozenset(kind for kind in self.body.held if self.goes[kind] <= today)

    def with_body(self, body: Body | None) -> "Stored | None":
        """Return it with another body and the same days; itself where the body is the same."""
        if body is None:
            return None
        return self if body is self.body else Stored(body, self.goes)


class _Dated(BaseModel):
    """The sealed form of a body whose kinds go on different days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: Body
    goes: dict[Kind, date]


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


def seal(row: Episode, stored: Stored, key_id: uuid.UUID) -> None:
    """Seal a body and its days into a row under a fresh data key; the row names the next day."""
    row.goes_on = stored.next_day
    associated = ticket_of(row).associated()
    data_key = sealing.new_key()
    row.key = key_id
    row.wrapped = sealing.seal(ring.key(key_id), data_key, associated)
    row.sealed = sealing.seal(data_key, sealing.pad(_to_bytes(stored)), associated)


def open_row(row: Episode) -> Body:
    """Return the body of a row; raises what `open_whole` raises."""
    return open_whole(row).body


def open_whole(row: Episode) -> Stored:
    """Open a row.

    Raises:
        governance.keys.ring.KeyGone: its week's key has been destroyed.
        governance.keys.sealing.SealBroken: the row was changed.
    """
    associated = ticket_of(row).associated()
    data_key = sealing.open_sealed(ring.key(row.key), bytes(row.wrapped), associated)
    raw = sealing.unpad(sealing.open_sealed(data_key, bytes(row.sealed), associated))
    if raw.startswith(_DATED):
        found = _Dated.model_validate_json(raw)
        return Stored(found.body, found.goes)
    body = Body.from_bytes(raw)
    return Stored(body, dict.fromkeys(body.held, row.goes_on))


def wrap_anew(row: Episode, key_id: uuid.UUID) -> None:
    """Wrap the data key of a row for another week key; the body stays as it is."""
    associated = ticket_of(row).associated()
    data_key = sealing.open_sealed(ring.key(row.key), bytes(row.wrapped), associated)
    row.wrapped = sealing.seal(ring.key(key_id), data_key, associated)
    row.key = key_id


def piece_of(row: Episode) -> Piece | None:
    """Return a row as a legal hold takes it; None where no key opens it any more."""
    associated = ticket_of(row).associated()
    try:
        data_key = sealing.open_sealed(ring.key(row.key), bytes(row.wrapped), associated)
    except ring.KeyGone:
        return None
    return Piece(
        row.id, row.purpose, row.week, row.after_hold, data_key, associated, bytes(row.sealed)
    )


def _to_bytes(stored: Stored) -> bytes:
    days = {str(kind): stored.goes[kind].isoformat() for kind in stored.body.held}
    if len(set(days.values())) == 1:
        return stored.body.to_bytes()
    body = stored.body.model_dump(mode="json", exclude_none=True)
    return canonical({"body": body, "goes": days})
