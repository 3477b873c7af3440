"""One engine for each worker process, and the directory whose names must never appear."""

from functools import cache, lru_cache

from governance.directory import queries
from redaction import engine as package
from redaction.engine import Directory


@cache
def engine() -> "package.Engine":
    """Return this process's engine; Presidio and spaCy are loaded by the first call.

    Raises:
        redaction.engine.EngineUnready: model, lists or policy are not what is pinned.
    """
    return package.Engine.load()


def directory() -> Directory:
    """Return the look-up of everybody in the directory, built anew when a name changes."""
    names = queries.names_in_use()
    return _built(names.version, names.names)


@lru_cache(maxsize=2)
def _built(version: str, names: frozenset[str]) -> Directory:
    return Directory.of(names, version)
