"""The files that the key store lies in: whether a wrapped key is in them, and readers elsewhere."""

from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connections


def store():
    return connections["keys"]


def asked(statement: str) -> list[tuple]:
    with store().cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def files() -> list[Path]:
    """Return the files that the key store consists of, without PostgreSQL's write-ahead log."""
    if store().vendor == "sqlite":
        file = Path(store().settings_dict["NAME"])
        return [one for one in file.parent.glob(file.name + "*") if one.is_file()]
    folder = Path(asked("SHOW data_directory")[0][0])
    return [one for one in folder.glob("base/**/*") if one.is_file()]


def lies_in_files(wrapped: bytes) -> bool:
    if store().vendor == "postgresql":
        asked("CHECKPOINT")
    found = False
    for file in files():
        try:
            found = found or wrapped in file.read_bytes()
        except FileNotFoundError:  # another database of the cluster has let it go
            continue
    return found


@contextmanager
def a_reader():
    """Hold an old view of the key store elsewhere, as a report or a copy does."""
    other = store().copy()
    with closing(other), other.cursor() as cursor:
        if other.vendor == "postgresql":
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        else:
            cursor.execute("BEGIN DEFERRED")
            with store().cursor() as mine:
                mine.execute("PRAGMA busy_timeout = 200")
        cursor.execute("SELECT count(*) FROM keys_deletion")
        cursor.fetchone()
        yield
        cursor.execute("ROLLBACK")
    if store().vendor == "sqlite":
        asked("PRAGMA busy_timeout = 20000")
