"""Wraps every key of the key store anew, for another wrapping key. No content is read or written.

It can be killed anywhere and begun again: each row is changed by itself, only while it is still
as it was read, and a row that names the new wrapping key already is left alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction

from governance.keys import owners, pressing, ring, wrapping
from governance.keys.models import OwnerSecret, PersonKey, SigningKey, WeekKey
from governance.keys.wrapping import Wrapper, local

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows carry a wrapped key, and what each is bound to."""

    model: type[models.Model]
    label: Callable[[Any], str]


TABLES = (
    Table(OwnerSecret, lambda row: owners.LABEL),
    Table(PersonKey, lambda row: ring.name_of(row.owner)),
    Table(WeekKey, lambda row: ring.place_of(row).label(row.id)),
    Table(SigningKey, lambda row: str(row.id)),
)


def begin() -> str:
    """Put the new wrapping key in place; return the name of what wraps from now on.

    With a file it is made here. From the environment or a service it is there already.
    """
    if settings.WRAPPING == "file":
        local.turn_over()
    return name_of(wrapping.writer())


def run(say: Callable[[int], object] = lambda _done: None) -> int:
    """Wrap anew what names another wrapping key; return how many rows were changed."""
    new, done = wrapping.writer(), 0
    for table in TABLES:
        for keys in _portions(table):
            done += _portion(table, keys, new)
            say(done)
    pressing.press_anew()  # the old values lie in the files until then
    return done


def end() -> None:
    """Destroy the old wrapping key. Call it when a run, begun a minute after the last, found none.

    Where a service wraps now, the file of before is destroyed too.
    """
    if settings.WRAPPING in ("file", "vault"):
        local.destroy_old(also_current=settings.WRAPPING == "vault")


def name_of(wrapper: Wrapper) -> str:
    """Return the name of a wrapping key as the log shows it; it opens nothing."""
    return str(wrapper)


def _portions(table: Table) -> Iterator[list[Any]]:
    """Yield the ids of all rows that carry a key, some at once."""
    rows = table.model._default_manager.exclude(wrapped=b"").order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _portion(table: Table, keys: list[Any], new: Wrapper) -> int:
    """Change some rows; a service is asked before the transaction, which then is short."""
    every = table.model._default_manager.filter(pk__in=keys)
    fresh = {}
    for row in every:
        before = bytes(row.wrapped)  # type: ignore[attr-defined]  # each of these tables has it
        if before and not new.wrapped_by(before):
            fresh[row.pk] = (before, _anew(before, table.label(row), new))
    done = 0
    with transaction.atomic(using="keys"):
        for key, (before, after) in fresh.items():
            same = table.model._default_manager.filter(pk=key, wrapped=before)
            done += same.update(wrapped=after)  # not one that was destroyed or replaced meanwhile
    return done


def _anew(before: bytes, label: str, new: Wrapper) -> bytes:
    inside = new.rewrap(before, label)
    return inside if inside is not None else new.wrap(wrapping.unwrap(before, label), label)
