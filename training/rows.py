"""Inserts episodes in one statement, without asking each field of each row anew.

Almost all columns of a batch are equal: owner, purpose, epoch, days. `bulk_create` brings each
value of each row into the database's form by itself, which costs more than sealing the rows.
"""

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from training.models import Episode

if TYPE_CHECKING:
    from django.db.models import Field


def insert(rows: Sequence[Episode]) -> None:
    """Insert new rows. Like `bulk_create` it sends no signal; it returns nothing."""
    connection = connections[router.db_for_write(Episode)]
    fields = list(Episode._meta.concrete_fields)
    size = max(1, connection.ops.bulk_batch_size(fields, rows))
    with connection.cursor() as cursor:
        for at in range(0, len(rows), size):
            chosen = rows[at : at + size]
            columns = [_column(field, chosen, connection) for field in fields]
            values = list(chain.from_iterable(zip(*columns, strict=True)))
            cursor.execute(_statement(connection, len(chosen)), values)


def _column(
    field: "Field[object, object]", rows: Sequence[Episode], connection: BaseDatabaseWrapper
) -> list[object]:
    """Return a field's values in the database's form; one that repeats is brought into it once."""
    found: list[object] = []
    last, ready = object(), None
    for row in rows:
        value = getattr(row, field.attname)
        if value != last:
            last, ready = value, field.get_db_prep_save(value, connection)
        found.append(ready)
    return found


def _statement(connection: BaseDatabaseWrapper, count: int) -> str:
    """Return an INSERT for so many rows, of the names in the model alone."""
    name = connection.ops.quote_name
    columns = [name(str(field.column)) for field in Episode._meta.concrete_fields]
    row = f"({', '.join(['%s'] * len(columns))})"
    into = f"INSERT INTO {name(Episode._meta.db_table)} ({', '.join(columns)})"
    return f"{into} VALUES {', '.join([row] * count)}"
