"""Consistent copies of one database, out of it and into it: SQLite and PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, cast

from django.db import connections

from operations.launch.words import CannotStart

SIDES = ("-wal", "-shm", "-journal")


@contextmanager
def reading(alias: str, room: Path) -> Iterator[IO[bytes]]:
    """Yield one moment of a database as a stream.

    Args:
        alias: which database.
        room: folder of the owner alone, for a copy in passing (SQLite).

    Raises:
        CannotStart: the copy was not made.
    """
    if connections[alias].vendor == "sqlite":
        copy = room / f"{alias}.copy"
        with closing(sqlite3.connect(_file(alias))) as source:
            source.execute("VACUUM INTO ?", (str(copy),))
        try:
            with copy.open("rb") as stream:
                yield stream
        finally:
            copy.unlink()
        return
    command = [_program("pg_dump", alias), "--format=custom", "--schema=public", "--no-password"]
    with (
        (room / "pg_dump.complaint").open("w+") as complaint,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=complaint, env=_environment(alias)
        ) as dump,
    ):
        yield cast(IO[bytes], dump.stdout)
        code = dump.wait()
        complaint.seek(0)
        why = complaint.readline().strip()
    if code != 0:
        raise CannotStart("pg_dump did not finish.", why)


def check(alias: str, copy: Path) -> None:
    """Look whether a copy in the clear can be restored at all.

    Raises:
        CannotStart: it is not whole.
    """
    if connections[alias].vendor == "sqlite":
        try:
            with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as opened:
                whole = opened.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        except sqlite3.DatabaseError:
            whole = False
    else:
        command = [_program("pg_restore", alias), "--list", str(copy)]
        whole = subprocess.run(command, capture_output=True, check=False).returncode == 0
    if not whole:
        raise CannotStart(f"The copy of the database ({alias}) is not whole.", "Take another one.")


def put(alias: str, copy: Path) -> None:
    """Let a copy take the place of a database, whose content goes.

    Raises:
        CannotStart: PostgreSQL refused; the database is then empty.
    """
    connection = connections[alias]
    if connection.vendor == "sqlite":
        target = Path(_file(alias))
        connection.close()
        for ending in SIDES:
            Path(f"{target}{ending}").unlink(missing_ok=True)
        fresh = target.with_name(target.name + ".restored")
        shutil.copyfile(copy, fresh)
        fresh.chmod(0o600)
        fresh.replace(target)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    command = [_program("pg_restore", alias), "--schema=public", "--no-owner", "--no-acl"]
    command += ["--exit-on-error", "--no-password", "--dbname", _environment(alias)["PGDATABASE"]]
    done = subprocess.run(
        [*command, str(copy)], capture_output=True, env=_environment(alias), check=False
    )
    if done.returncode != 0:
        complaint = done.stderr.decode(errors="replace").strip().splitlines()
        raise CannotStart("pg_restore did not finish.", complaint[0] if complaint else "")


def others(alias: str) -> int:
    """Count other sessions on a database (PostgreSQL; SQLite cannot tell)."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def _file(alias: str) -> str:
    return str(connections[alias].settings_dict["NAME"])


def _environment(alias: str) -> dict[str, str]:
    """Return what PostgreSQL's programs are told; no password stands in a command line."""
    told = connections[alias].settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    more = {variable: str(told[name]) for name, variable in names.items() if told.get(name)}
    return {**os.environ, **more, "PGDATABASE": str(told["NAME"])}


def _program(name: str, alias: str) -> str:
    """Return PostgreSQL's program of the server's version, else the one in the path."""
    connection = connections[alias]
    connection.ensure_connection()
    version = int(getattr(connection, "pg_version", 0)) // 10_000
    debian = Path(f"/usr/lib/postgresql/{version}/bin/{name}")
    if debian.exists():
        return str(debian)
    if found := shutil.which(name):
        return found
    raise CannotStart(f"{name} is missing.", "Install postgresql-client of the server's version.")
