"""Redacting again writes nothing of what was withdrawn, and loses nothing, in real processes.

Two processes redact the same episodes again and again, every second one to another text; a third
one withdraws and takes part again. Nothing of an ended epoch may be written once the withdrawal
returned, its erasure leaves no row and no key, and every row that is left can be opened.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.promises.test_nothing_late import postgres, sqlite

__all__ = ["postgres"]
WITHDRAWALS = 30
AT_WORK = 2
KILLS = 6


def environment_of(folder: Path, databases: dict[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        **databases,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SAYSO_VAR": str(folder),
        "SAYSO_ACCEPT_UNREVIEWED_PACKS": "1",
    }


def carried_out(folder: Path, databases: dict[str, str], *flags: str) -> dict:
    environment = environment_of(folder, databases)

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.promises.again", arguments[0], str(folder)]
        return subprocess.Popen([*command, *arguments[1:]], env=environment)

    def finish(*arguments: str) -> None:
        assert start(*arguments).wait(timeout=240) == 0

    finish("prepare")
    working = [start("again", str(number), *flags) for number in range(AT_WORK)]
    try:
        end = time.monotonic() + 60
        while len(list(folder.glob("ready-*"))) < AT_WORK:
            assert all(one.poll() is None for one in working)
            assert time.monotonic() < end
            time.sleep(0.1)
        finish("withdraw", str(WITHDRAWALS))
    finally:
        (folder / "stop").touch()
        ended = [one.wait(timeout=60) for one in working]
    assert ended == [0] * AT_WORK
    finish("settle")
    return json.loads((folder / "result.json").read_text())


def killed(folder: Path, databases: dict[str, str]) -> dict:
    """Redact again with one process after another, each killed in the middle of it."""
    environment = environment_of(folder, databases)

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.promises.again", arguments[0], str(folder)]
        return subprocess.Popen([*command, *arguments[1:]], env=environment)

    assert start("prepare").wait(timeout=240) == 0
    for number in range(KILLS):
        one = start("again", str(number))
        end = time.monotonic() + 60
        while not (folder / f"ready-{number}").exists():
            assert one.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        time.sleep(0.3 + number * 0.05)
        one.send_signal(signal.SIGKILL)
        one.wait(timeout=60)
    assert start("withdraw", "0").wait(timeout=240) == 0
    assert start("settle").wait(timeout=240) == 0
    return json.loads((folder / "result.json").read_text())


def assert_nothing_late(result: dict) -> None:
    assert result["withdrawals"] == WITHDRAWALS
    assert min(result["pieces"]) > WITHDRAWALS  # both were at work
    assert (result["late"], result["rows_left"], result["keys_left"]) == (0, 0, 0)
    assert result["kept"] == 3 * 6


def test_nothing_is_written_late_on_sqlite(tmp_path):
    assert_nothing_late(carried_out(tmp_path, sqlite(tmp_path)))


@pytest.mark.postgres
def test_nothing_is_written_late_on_postgresql(tmp_path, postgres):
    assert_nothing_late(carried_out(tmp_path, postgres))


@pytest.mark.postgres
def test_without_the_comparison_it_would_be_on_postgresql(tmp_path, postgres):
    assert carried_out(tmp_path, postgres, "--without-fence")["late"] > 0


def assert_whole_after_kills(result: dict) -> None:
    assert (result["kept"], result["retiring"]) == (3 * 6, 0)


def test_a_kill_in_the_middle_loses_nothing_on_sqlite(tmp_path):
    assert_whole_after_kills(killed(tmp_path, sqlite(tmp_path)))


@pytest.mark.postgres
def test_a_kill_in_the_middle_loses_nothing_on_postgresql(tmp_path, postgres):
    assert_whole_after_kills(killed(tmp_path, postgres))
