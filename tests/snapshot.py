"""The company of a test as rows: made by the acts once in a process, then put back as they were.

Making it costs a tenth of a second of a processor, and thousands of tests want one. It is put back
only where a test has begun as the one did for which it was made: the same day and rows, keys that
are wrapped by the same, and a clock that goes.
"""

import copy
import hashlib
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from governance import clock
from tests.factories import Company

Key = tuple[object, ...]
Rows = dict[str, list[str]]
"""Of each table, its rows as the database itself writes them."""

FILLED = "governance_auditwaiting"
"""Filled by a trigger of the log's entries, in their order."""

_MADE: dict[Key, "Snapshot"] = {}


class Snapshot:
    """What a company left in both databases and in the folder of intake keys."""

    def __init__(self, company: Company, before: dict[str, Rows], files: dict[Path, bytes]) -> None:
        self._company = company
        self._files = files
        self._added: dict[str, Rows] = {}
        self.whole = True
        for alias, known in before.items():
            after = _rows(alias)
            self.whole = self.whole and all(
                set(rows) <= set(after[table]) for table, rows in known.items()
            )
            self._added[alias] = {
                table: [row for row in rows if row not in set(known[table])]
                for table, rows in after.items()
            }

    def put_back(self) -> Company:
        """Write the rows and files again, and return the company."""
        for path, content in self._files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_bytes(content)
                path.chmod(0o600)
        for alias, tables in self._added.items():
            with connections[alias].cursor() as cursor:
                for table, rows in tables.items():
                    if rows and table != FILLED:
                        _insert(alias, cursor, table, rows)
        return copy.deepcopy(self._company)


def company(make: Callable[[], Company]) -> Company:
    """Return a company: put back where that is the same, and else made by its acts."""
    key = _key()
    if key is None:
        return make()
    if key in _MADE and _MADE[key].whole:
        return _MADE[key].put_back()
    before = {alias: _rows(alias) for alias in connections}
    files = set(_files())
    made = make()
    added = {path: path.read_bytes() for path in set(_files()) - files}
    _MADE[key] = Snapshot(copy.deepcopy(made), before, added)
    return made


def _key() -> Key | None:
    """Return what a test begins with; None where its clock stands or what it writes stays."""
    if clock._set.get() is not None or not all(one.in_atomic_block for one in connections.all()):
        return None
    if settings.WRAPPING == "vault":  # each test has a service of its own
        return None
    day: date = clock.today()
    where = settings.WRAPPING, settings.WRAPPING_KEY, settings.WRAPPING_KEY_FILE
    return (day, *where, *(_state(alias) for alias in connections))


def _state(alias: str) -> bytes:
    """Return a digest of how many rows each table has, and of which groups there are."""
    counts = ", ".join(
        f'(SELECT COUNT(*) FROM "{name}")'  # noqa: S608 (names of our own tables)
        for name in _tables(alias)
    )
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        found = [str(cursor.fetchone())]
        if "auth_group" in _tables(alias):  # a flush makes them anew, under other numbers
            cursor.execute("SELECT id, name FROM auth_group ORDER BY id")
            found.append(str(cursor.fetchall()))
    return hashlib.sha256("".join(found).encode()).digest()


@cache
def _tables(alias: str) -> tuple[str, ...]:
    return tuple(connections[alias].introspection.table_names())


def _rows(alias: str) -> Rows:
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return {name: _quoted(cursor, name) for name in _tables(alias)}
        return {name: _copied(cursor, name) for name in _tables(alias)}


def _quoted(cursor: Any, table: str) -> list[str]:
    """Return each row as SQLite would write it into a statement."""
    cursor.execute(f'SELECT name FROM pragma_table_info("{table}")')  # noqa: S608
    columns = " || ', ' || ".join(f'quote("{name}")' for (name,) in cursor.fetchall())
    cursor.execute(f'SELECT {columns} FROM "{table}"')  # noqa: S608
    return [row for (row,) in cursor.fetchall()]


def _copied(cursor: Any, table: str) -> list[str]:
    """Return each row as PostgreSQL writes it into a file."""
    with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:  # not a generated column: we have none
        return b"".join(rows).decode().splitlines(keepends=True)


def _insert(alias: str, cursor: Any, table: str, rows: list[str]) -> None:
    if connections[alias].vendor == "sqlite":
        values = ", ".join(f"({row})" for row in rows)
        cursor.execute(f'INSERT INTO "{table}" VALUES {values}')  # noqa: S608
    else:
        with cursor.copy(f'COPY "{table}" FROM STDIN') as lines:
            lines.write("".join(rows))


def _files() -> list[Path]:
    return list(Path(settings.INTAKE_DIR).glob("*"))
