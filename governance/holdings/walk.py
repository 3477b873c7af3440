"""Walks through all holdings of a person: what is where, and the files of a copy of it."""

from collections.abc import Iterator
from datetime import datetime

from governance.holdings.registry import Foretelling, Forgetful, Lingering, Scope, all_holdings


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


def forget(owner: str, since: datetime) -> int:
    """Delete what was accepted since a moment, wherever moments are known; return how much."""
    forgetful = (holding for holding in all_holdings() if isinstance(holding, Forgetful))
    return sum(holding.forget(owner, since) for holding in forgetful)


def foretell(scope: Scope) -> None:
    """Let those holdings note an erasure that could not reach it once the keys are gone."""
    for holding in all_holdings():
        if isinstance(holding, Foretelling):
            holding.foretell(scope)
