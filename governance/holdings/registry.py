"""The registry of holdings. A floor above registers what the ground must reach."""

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a person is to go.

    Attributes:
        owner: whose.
        purpose: slug; None for every purpose.
        epoch: one stretch of consent; None for every one.
        kind: only actions of this kind of data; None for whole rows.
        everything: also what is not captured data, such as devices and the private state.
    """

    owner: str
    purpose: str | None = None
    epoch: uuid.UUID | None = None
    kind: str | None = None
    everything: bool = False


Ended = Mapping[tuple[str, str], int]
"""How many pieces went, by purpose and kind of data."""


Most = Callable[[str, int], Mapping[str, int]]
"""For how many days at most a kind is kept, by purpose and version; a kind not named stays as it
is."""


class Holding(Protocol):
    """A place of one person's data.

    Attributes:
        name: stable name, shown in certificates.
        models: tables with personal data that it covers.
    """

    name: str
    models: tuple[type[Model], ...]

    def count(self, owner: str) -> int:
        """Count what lies here of a person."""
        ...

    def export(self, owner: str) -> Iterator[tuple[str, object]]:
        """Yield file name and JSON value of each piece, for the person."""
        ...

    def erase(self, scope: Scope) -> int:
        """Delete, inside the caller's transaction; doing it again deletes nothing more."""
        ...

    def expire(self) -> int:
        """Delete what is past its day; return how many rows went."""
        ...


@runtime_checkable
class Lingering(Protocol):
    """A holding from which something goes a little later, such as a mixed batch in the inbox."""

    def left(self, scope: Scope) -> int:
        """Count what has still to go; an erasure is not done before it is nothing."""
        ...


@runtime_checkable
class Forgetful(Protocol):
    """A holding that knows, for a day, when something was accepted."""

    def forget(self, owner: str, since: datetime) -> int:
        """Delete what was accepted since a moment; call it with the person's consent locked."""
        ...


@runtime_checkable
class Foretelling(Protocol):
    """A holding that must know of an erasure while the keys are still there, such as releases."""

    def foretell(self, scope: Scope) -> None:
        """Note what an erasure will reach, in the transaction of the act that begins it.

        It is called again before the keys go, so that noting it twice must not change anything.
        """
        ...


@dataclass(frozen=True, slots=True)
class Recalled:
    """A release that is out, held something that an erasure takes, and is therefore called back.

    Attributes:
        purpose: slug.
        number: which release of that purpose.
    """

    purpose: str
    number: int


@runtime_checkable
class Recalling(Protocol):
    """A holding from which copies went out, which an erasure calls back, such as releases."""

    def recalled(self, scope: Scope) -> Collection[Recalled]:
        """Return what an erasure calls back, as long as the links that say so are there.

        Call it in the transaction that foretells the erasure, or that erases from the holding.
        """
        ...


@runtime_checkable
class Dated(Protocol):
    """A holding of captured data, each kind of which goes on a day of its own."""

    name: str

    def due(self, today: date) -> list[str]:
        """Return the owners of whom something goes today or was to go earlier, in a fixed order."""
        ...

    def end(self, owner: str, today: date) -> Ended:
        """Let go what has reached its day, inside the caller's transaction."""
        ...

    def finish(self) -> None:
        """Finish what a process left that died after the transaction in which something went."""
        ...

    def owners(self) -> list[str]:
        """Return the owners of whom something is here, in a fixed order."""
        ...

    def shorten(self, owner: str, most: Most, today: date) -> None:
        """Move the days of what is stored forward, so that nothing is kept longer than it may."""
        ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A row that a legal hold may take: its sealed body, and what opens it.

    Attributes:
        row: its id where it lies.
        week: the ISO week of its storing, such as `2026-W48`.
        after_hold: the hold that was placed last on its person when it was stored; None: no hold.
        data_key: what its body is sealed under; it is passed on in memory and kept nowhere.
        associated: what the seal of the body is bound to.
    """

    row: uuid.UUID
    purpose: str
    week: str
    after_hold: uuid.UUID | None
    data_key: bytes = field(repr=False)
    associated: bytes
    sealed: bytes


@runtime_checkable
class Fencing(Protocol):
    """A holding whose rows whoever stores captured data locks first: the consents."""

    def fence(self, owner: str) -> None:
        """Let nothing of a person be stored until the caller's transaction ends."""
        ...


@runtime_checkable
class Holdable(Protocol):
    """A holding of captured data, from which a legal hold takes what is about to go."""

    def hold(self, scope: Scope, keep: Callable[[Piece], object]) -> None:
        """Hand each row of a scope over while its key is still there."""
        ...


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Add a holding; registering its name again replaces it."""
    _holdings[holding.name] = holding


def all_holdings() -> tuple[Holding, ...]:
    """Return all holdings in the order in which they were registered."""
    return tuple(_holdings.values())
