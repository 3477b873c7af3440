"""The state belongs to its owner, and every process is told the same of it."""

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from operations.launch import places
from operations.launch.words import CannotStart

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def here(tmp_path):
    found = places.Places(ROOT, tmp_path / "var")
    places.make_state(found)
    return found


def test_only_the_owner_enters_the_state_folder(here):
    assert stat.S_IMODE(here.var.stat().st_mode) == 0o700


def test_secrets_are_random_kept_and_the_owners_alone(here, tmp_path):
    key = places.kept_secret(here, "secret_key")
    assert len(key) == 64
    assert places.kept_secret(here, "secret_key") == key
    assert stat.S_IMODE((here.var / "secret_key").stat().st_mode) == 0o600
    other = places.Places(ROOT, tmp_path / "other")
    places.make_state(other)
    assert places.kept_secret(other, "secret_key") != key


def test_the_demonstration_is_the_default_of_run_and_can_be_turned_off(here):
    assert places.environment_of(here, {})["DEMO"] == "1"
    without = places.environment_of(here, {"DEMO": "0"})
    assert without["DEMO"] == "0"
    assert "SAYSO_DEMO_KEY" not in without


def test_what_the_caller_set_stays(here):
    given = {"DJANGO_SECRET_KEY": "given", "VALKEY_SOCKET": "/x", "SAYSO_PORT": "9000"}
    assert given.items() <= places.environment_of(here, given).items()


def test_a_long_path_gets_a_short_socket_of_the_owner_alone(tmp_path):
    deep = places.Places(ROOT, tmp_path / ("d" * 120))
    socket = places.valkey_socket(deep, {"XDG_RUNTIME_DIR": str(tmp_path)})
    assert socket.parent.parent == tmp_path
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    assert places.valkey_socket(deep, {"XDG_RUNTIME_DIR": str(tmp_path)}) == socket


def test_a_socket_folder_that_others_can_enter_is_refused(tmp_path):
    deep = places.Places(ROOT, tmp_path / ("d" * 120))
    socket = places.valkey_socket(deep, {"XDG_RUNTIME_DIR": str(tmp_path)})
    socket.parent.chmod(0o777)
    with pytest.raises(CannotStart, match="somebody else"):
        places.valkey_socket(deep, {"XDG_RUNTIME_DIR": str(tmp_path)})


def test_plain_migrate_brings_both_databases_up_to_date(here):
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v", "0"],
        check=False,
        cwd=ROOT,
        env={
            **os.environ,
            "SAYSO_VAR": str(here.var),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "governance_consent" in tables(here.var / "sayso.sqlite3")
    assert not {name for name in tables(here.var / "sayso.sqlite3") if name.startswith("keys_")}
    assert {name for name in tables(here.var / "keys.sqlite3") if name.startswith("keys_")}


def tables(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = {row[0] for row in rows}
    connection.close()
    return names
