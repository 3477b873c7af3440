"""One engine for each worker process, and the directory whose names must never appear."""

import uuid
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from governance import clock
from governance.directory import queries
from governance.keys import owners
from redaction import engine as package
from redaction.engine import Aliases, Directory
from redaction.models import Edition, ForbiddenName

_USE = "names-that-must-not-appear"


@cache
def engine() -> "package.Engine":
    """Return this process's engine; Presidio and spaCy are loaded by the first call.

    Raises:
        redaction.engine.EngineUnready: model, lists or policy are not what is pinned.
    """
    own = settings.REDACTION_POLICY
    return package.Engine.load(Path(own) if own else None)


@cache
def loaded_at() -> datetime:
    """Return when the engine was loaded, in the head of a worker for all of its children."""
    engine()
    return clock.now()


def directory() -> Directory:
    """Return the look-up of everybody in the directory, built anew when a name changes."""
    edition = Edition.objects.values_list("names", flat=True).first()
    names = queries.names_in_use()
    return _built(names.version, names.names, edition)


def key_of_names() -> bytes:
    """Return the key under which names are hashed; it never leaves the key store's side."""
    return bytes.fromhex(owners.keyed(_USE, ""))


@lru_cache(maxsize=2)
def _built(version: str, names: frozenset[str], edition: uuid.UUID | None) -> Directory:
    rows = ForbiddenName.objects.values_list("digest", "other") if edition else ()
    digests = frozenset(bytes.fromhex(digest) for row in rows for digest in row)
    aliases = Aliases(key_of_names(), digests) if digests else None
    return Directory.of(names, f"{version}|{edition}", aliases)
