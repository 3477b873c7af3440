"""Promise 2: nothing is stored after a withdrawal, whoever writes at that moment.

Four processes accept, redact and store batches as fast as they can; another withdraws and allows
again, 200 times. Whatever was not stored when a withdrawal returned must never be.
"""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

WRITERS = 4
WITHDRAWALS = 200


def sqlite(folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'main.sqlite3'}",
        "KEYS_DATABASE_URL": f"sqlite:///{folder / 'keys.sqlite3'}",
    }


@pytest.fixture
def postgres() -> Iterator[dict[str, str]]:
    """Two fresh databases in the two clusters that `./run test` has started."""
    name = f"late_{uuid.uuid4().hex}"
    homes = {
        "DATABASE_URL": os.environ.get("SAYSO_TEST_POSTGRES_URL", ""),
        "KEYS_DATABASE_URL": os.environ.get("SAYSO_TEST_POSTGRES_KEYS_URL", ""),
    }
    if not all(homes.values()):
        pytest.skip("no PostgreSQL: SAYSO_TEST_POSTGRES_URL and SAYSO_TEST_POSTGRES_KEYS_URL")
    for home in homes.values():
        with psycopg.connect(home, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
    yield {key: f"{home.rpartition('/')[0]}/{name}" for key, home in homes.items()}
    for home in homes.values():
        with psycopg.connect(home, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def carried_out(
    folder: Path,
    databases: dict[str, str],
    withdrawals: int,
    *flags: str,
    writers: int = WRITERS,
    erasures: int = 0,
    patience: float = 300,
) -> dict:
    """Run all processes; return what was found in the end.

    `erasures` is how many are carried out in the end, 0 for all; `patience` the seconds that the
    withdrawals, and then those erasures, may take.
    """
    environment = {
        **os.environ,
        **databases,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SAYSO_VAR": str(folder),
        "OMP_NUM_THREADS": "1",
        "SAYSO_ACCEPT_UNREVIEWED_PACKS": "1",
    }

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.promises.late", arguments[0], str(folder)]
        return subprocess.Popen([*command, *arguments[1:]], env=environment)

    def finish(*arguments: str) -> None:
        assert start(*arguments).wait(timeout=patience) == 0

    finish("prepare")
    writing = [start("write", str(number), *flags) for number in range(1, writers + 1)]
    try:
        until_ready(folder, writing)
        finish("withdraw", str(withdrawals))
    finally:
        (folder / "stop").touch()
        ended = [writer.wait(timeout=60) for writer in writing]
    assert ended == [0] * writers
    finish("settle", str(erasures))
    return json.loads((folder / "result.json").read_text())


def until_ready(folder: Path, writing: list[subprocess.Popen[bytes]]) -> None:
    end = time.monotonic() + 60
    while len(list(folder.glob("ready-*"))) < len(writing):
        assert all(writer.poll() is None for writer in writing)
        assert time.monotonic() < end
        time.sleep(0.2)


def assert_nothing_late(result: dict, withdrawals: int) -> None:
    assert result["withdrawals"] == withdrawals
    assert result["stored"] > withdrawals  # the writers were at work
    assert result["late"] == 0
    assert (result["rows_left"], result["keys_left"], result["waiting"]) == (0, 0, 0)
    assert result["unfinished"] == 0


def test_no_late_row_on_sqlite(tmp_path):
    result = carried_out(tmp_path, sqlite(tmp_path), WITHDRAWALS)
    assert_nothing_late(result, WITHDRAWALS)


@pytest.mark.postgres
def test_no_late_row_on_postgresql(tmp_path, postgres):
    result = carried_out(tmp_path, postgres, WITHDRAWALS)
    assert_nothing_late(result, WITHDRAWALS)


def test_without_the_fence_rows_come_late_on_sqlite(tmp_path):
    result = carried_out(tmp_path, sqlite(tmp_path), 40, "--without-fence")
    assert result["late"] > 0


@pytest.mark.postgres
def test_without_the_fence_rows_come_late_on_postgresql(tmp_path, postgres):
    result = carried_out(tmp_path, postgres, 40, "--without-fence")
    assert result["late"] > 0
