"""A folder with databases that a program has prepared once, and its processes.

Each test of a file gets databases and folder as they were after `prepare`; its processes are forks
of one that has loaded the program, so that none of them begins late.
"""

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.forked import Forked, Warmed
from tests.stack import wait_for

SAVED = "saved"
PATIENCE = 550.0
"""Seconds for what ends by itself: less than a test may last."""
Databases = dict[str, str]


class Prepared:
    """A folder with databases, a program that has prepared them, and its processes."""

    def __init__(self, folder: Path, databases: Databases, program: str, *loaded: str) -> None:
        self.folder, self._databases, self._program = folder, databases, program
        environment = {
            **os.environ,
            **databases,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SAYSO_VAR": str(folder),
            "SAYSO_OUTSIDE_DIR": str(folder / "outside"),
            "SAYSO_RELEASES_DIR": str(folder / "releases"),
            "SAYSO_ACCEPT_UNREVIEWED_PACKS": "1",
        }
        self._warmed = Warmed(program, *loaded, environment=environment)

    def __enter__(self) -> "Prepared":
        self.finish("prepare")
        return self

    def __exit__(self, *error: object) -> None:
        self._warmed.__exit__(*error)

    def start(self, role: str, *arguments: str) -> Forked:
        return self._warmed.start(self._program, role, str(self.folder), *arguments)

    def finish(self, role: str, *arguments: str, patience: float = PATIENCE) -> None:
        assert self.start(role, *arguments).wait(patience) == 0

    @contextmanager
    def at_work(self, *processes: Forked) -> Iterator[None]:
        """Wait until each is ready; tell them to stop in the end, and wait for that."""
        try:
            self.until_ready(*processes)
            yield
        finally:
            (self.folder / "stop").touch()
            ended = [one.wait(timeout=PATIENCE) for one in processes]
        assert ended == [0] * len(processes)

    def until_ready(self, *processes: Forked) -> None:
        """Wait until each has left its mark."""

        def ready() -> bool:
            assert all(one.poll() is None for one in processes)
            return len(list(self.folder.glob("ready-*"))) >= len(processes)

        wait_for(ready, every=0.01)

    def put_back(self) -> "Prepared":
        """Bring folder and databases back to what was prepared."""
        for path in self.folder.iterdir():
            if path.is_dir() and path.name != SAVED:
                shutil.rmtree(path)
            elif path.is_file():
                path.unlink()
        shutil.copytree(self.folder / SAVED, self.folder, dirs_exist_ok=True)
        for url in self._postgres():
            copy_database(f"{url}_{SAVED}", url)
        return self

    def save(self) -> None:
        """Keep what is there now for `put_back`."""
        for path in self.folder.glob("*.sqlite3"):
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copytree(self.folder, self.folder / SAVED)
        for url in self._postgres():
            copy_database(url, f"{url}_{SAVED}")

    def _postgres(self) -> list[str]:
        return [url for url in self._databases.values() if url.startswith("postgres")]


def sqlite(folder: Path) -> Databases:
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'sayso.sqlite3'}",
        "KEYS_DATABASE_URL": f"sqlite:///{folder / 'keys.sqlite3'}",
    }


@contextmanager
def postgres() -> Iterator[Databases]:
    """Two fresh databases in the two clusters that `./run test` has started."""
    name = f"late_{uuid.uuid4().hex}"
    homes = {
        "DATABASE_URL": os.environ.get("SAYSO_TEST_POSTGRES_URL", ""),
        "KEYS_DATABASE_URL": os.environ.get("SAYSO_TEST_POSTGRES_KEYS_URL", ""),
    }
    if not all(homes.values()):
        pytest.skip("no PostgreSQL: SAYSO_TEST_POSTGRES_URL and SAYSO_TEST_POSTGRES_KEYS_URL")
    found = {key: f"{home.rpartition('/')[0]}/{name}" for key, home in homes.items()}
    for url in found.values():
        _at_home(url, f'CREATE DATABASE "{name}"')
    yield found
    for url in found.values():
        for one in (name, f"{name}_{SAVED}"):
            _at_home(url, f'DROP DATABASE IF EXISTS "{one}" WITH (FORCE)')


def copy_database(source: str, target: str) -> None:
    """Make the second one a copy of the first, in the same cluster."""
    old, new = (url.rpartition("/")[2] for url in (source, target))
    _at_home(target, f'DROP DATABASE IF EXISTS "{new}" WITH (FORCE)')
    _at_home(target, f'CREATE DATABASE "{new}" TEMPLATE "{old}"')


def _at_home(url: str, statement: str) -> None:
    """Run a statement over the cluster's first database."""
    with psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True) as connection:
        connection.execute(statement)
