"""No withdrawal falls between the reading and the signing of a release, in real processes.

One process builds release after release; another one withdraws and takes part again. Whatever
is signed after a withdrawal returned lacks the person; whatever was signed before is recalled.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.promises.test_nothing_late import postgres, sqlite

__all__ = ["postgres"]
WITHDRAWALS = 30


def carried_out(folder: Path, databases: dict[str, str], *flags: str) -> dict:
    environment = {
        **os.environ,
        **databases,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SAYSO_VAR": str(folder),
        "SAYSO_RELEASES_DIR": str(folder / "releases"),
        "SAYSO_ACCEPT_UNREVIEWED_PACKS": "1",
    }

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.promises.released", arguments[0], str(folder)]
        return subprocess.Popen([*command, *arguments[1:]], env=environment)

    def finish(*arguments: str) -> None:
        assert start(*arguments).wait(timeout=240) == 0

    finish("prepare")
    builder = start("build", *flags)
    try:
        end = time.monotonic() + 60
        while not (folder / "ready").exists():
            assert builder.poll() is None
            assert time.monotonic() < end
            time.sleep(0.1)
        finish("withdraw", str(WITHDRAWALS), *flags)
    finally:
        (folder / "stop").touch()
        ended = builder.wait(timeout=60)
    assert ended == 0
    finish("settle")
    return json.loads((folder / "result.json").read_text())


def assert_none_between(result: dict) -> None:
    assert result["withdrawals"] == WITHDRAWALS
    assert result["ready"] > 3  # the builder was at work
    assert (result["late"], result["unrecalled"]) == (0, 0)


def test_none_falls_between_on_sqlite(tmp_path):
    assert_none_between(carried_out(tmp_path, sqlite(tmp_path)))


@pytest.mark.postgres
def test_none_falls_between_on_postgresql(tmp_path, postgres):
    assert_none_between(carried_out(tmp_path, postgres))


def test_without_the_mark_some_would_on_sqlite(tmp_path):
    result = carried_out(tmp_path, sqlite(tmp_path), "--without-mark")
    assert result["late"] + result["unrecalled"] > 0


@pytest.mark.postgres
def test_without_the_mark_some_would_on_postgresql(tmp_path, postgres):
    result = carried_out(tmp_path, postgres, "--without-mark")
    assert result["late"] + result["unrecalled"] > 0
