"""Killed before any step and run again, an erasure has the end of one that nobody disturbed.

The databases are files, the kill is SIGKILL, and every statement of either database is tried, and
every step at the deletion ledger outside: before it, and in the middle of a line.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def carried_out(folder: Path, what: str, *flags: str) -> dict:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SAYSO_VAR": str(folder),
        "SAYSO_OUTSIDE_DIR": str(folder / "outside"),
        "DATABASE_URL": f"sqlite:///{folder / 'sayso.sqlite3'}",
        "KEYS_DATABASE_URL": f"sqlite:///{folder / 'keys.sqlite3'}",
        "SAYSO_ACCEPT_UNREVIEWED_PACKS": "1",
    }
    command = [sys.executable, "-m", "tests.promises.killed", str(folder), what, *flags]
    subprocess.run(command, env=environment, check=True, timeout=240)
    return json.loads((folder / "result.json").read_text())


@pytest.mark.parametrize(("what", "keys_left"), [("withdraw", 5), ("everything", 5), ("period", 6)])
def test_killed_at_every_step_an_erasure_has_one_end(tmp_path, what, keys_left):
    result = carried_out(tmp_path, what)
    assert result["kills"] > 20
    assert result["file"] > 1
    assert result["others"] == []
    end = json.loads(result["end"])
    assert (end["state"], end["counts"]["episodes"], end["left"]["episodes"]) == ("done", 4, 0)
    assert end["others"]["episodes"] == 4
    assert end["recalled"] == [{"purpose": "bookings", "release": 1}]
    assert end["recall"] == {"who": 1, "rows": 4, "all": False}
    assert end["week_keys"] == keys_left
    assert end["ledger"]
    assert end["outside"] == [json.dumps(line) for line in end["ledger"]]


def test_killed_at_every_step_the_refusal_of_a_kind_has_one_end(tmp_path):
    result = carried_out(tmp_path, "kind")
    assert result["file"] > 1
    assert result["others"] == []
    end = json.loads(result["end"])
    assert (end["state"], end["keys"], end["week_keys"]) == ("done", 1, 6)
    assert '["retired"]' in end["outside"]


def test_a_step_noted_before_it_is_done_is_found(tmp_path):
    assert carried_out(tmp_path, "withdraw", "--reach-first")["others"]
