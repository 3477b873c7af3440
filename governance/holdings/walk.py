"""Walks through all holdings of a person: what is where, and the files of a copy of it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from governance.holdings.registry import (
    Dated,
    Fencing,
    Foretelling,
    Forgetful,
    Holdable,
    Holding,
    Lingering,
    Most,
    Piece,
    Recalled,
    Recalling,
    Scope,
    all_holdings,
)


def counts(owner: str) -> dict[str, int]:
    """Return how much lies in each holding."""
    return {holding.name: holding.count(owner) for holding in all_holdings()}


def export(owner: str) -> Iterator[tuple[str, object]]:
    """Yield path and JSON value of everything that is kept of a person."""
    for holding in all_holdings():
        for name, value in holding.export(owner):
            yield f"{holding.name}/{name}", value


def left(scope: Scope) -> int:
    """Count what is still to go where something lingers."""
    lingering = (holding for holding in all_holdings() if isinstance(holding, Lingering))
    return sum(holding.left(scope) for holding in lingering)


def forget(owner: str, since: datetime) -> dict[str, int]:
    """Delete what was accepted since a moment, wherever moments are known.

    Returns:
        How much went, by name of the holding.
    """
    return {
        holding.name: holding.forget(owner, since)
        for holding in all_holdings()
        if isinstance(holding, Forgetful)
    }


def shorten(owner: str, most: Most, today: date) -> None:
    """Keep nothing that was captured of a person longer than it may be; what is older goes now."""
    for holding in dated():
        holding.shorten(owner, most, today)
        holding.end(owner, today)


def dated() -> tuple[Dated, ...]:
    """Return the holdings in which each kind of data has a day."""
    return tuple(holding for holding in all_holdings() if isinstance(holding, Dated))


def finish() -> None:
    """Finish what a process left that died after a commit, before it had ended the old keys."""
    for holding in dated():
        holding.finish()


def overdue(today: date) -> bool:
    """Tell whether something is still there whose day was yesterday or earlier."""
    return any(holding.due(today - timedelta(days=1)) for holding in dated())


def foretell(scope: Scope) -> None:
    """Let those holdings note an erasure that could not reach it once the keys are gone."""
    for holding in all_holdings():
        if isinstance(holding, Foretelling):
            holding.foretell(scope)


def recalled(scope: Scope, holdings: Iterable[Holding] | None = None) -> set[Recalled]:
    """Return the releases that an erasure calls back; call it in the transaction that marks them.

    Args:
        scope: what is to go.
        holdings: where to ask; None for everywhere.
    """
    asked = all_holdings() if holdings is None else holdings
    recalling = (holding for holding in asked if isinstance(holding, Recalling))
    return {release for holding in recalling for release in holding.recalled(scope)}


def fence(owner: str) -> None:
    """Let nothing of a person be stored until the caller's transaction ends; call it first in it.

    What is being stored is waited for.
    """
    for holding in all_holdings():
        if isinstance(holding, Fencing):
            holding.fence(owner)


def hold(scope: Scope, keep: Callable[[Piece], object]) -> None:
    """Let those holdings with captured data hand over what a scope reaches, for a legal hold."""
    for holding in all_holdings():
        if isinstance(holding, Holdable):
            holding.hold(scope, keep)
