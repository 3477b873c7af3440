"""What stands in the way of a start is one line, with what to do about it."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from operations.launch import environment, places, preflight, running
from operations.launch.words import CannotStart

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def here(tmp_path):
    found = places.Places(ROOT, tmp_path / "var")
    places.make_state(found)
    return found


def told(here, **more):
    return places.environment_of(here, {"PATH": os.environ["PATH"], **more})


def run(*arguments, **more):
    return subprocess.run(
        ["./run", *arguments],
        check=False,
        cwd=ROOT,
        env={**os.environ, **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )


def one_line(text: str) -> str:
    assert text.count("\n") == 1, text
    return text


def test_no_fitting_python(tmp_path):
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = run("--help", SAYSO_PYTHON=str(old))
    assert done.returncode == 1
    assert "apt install python3" in one_line(done.stderr)


def test_no_venv_module(tmp_path, monkeypatch):
    python = tmp_path / "python3"
    python.write_text("#!/bin/sh\necho 'ensurepip is not available'\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    with pytest.raises(CannotStart, match=r"apt install python3.*-venv"):
        environment.ensure(places.Places(tmp_path, tmp_path / "var"), "requirements.txt")


def test_a_state_folder_that_cannot_be_written():
    done = run(SAYSO_VAR="/proc/sayso")
    assert done.returncode == 1
    assert "SAYSO_VAR=/path ./run" in one_line(done.stderr)


def test_a_full_disk(here, monkeypatch):
    usage = shutil._ntuple_diskusage(total=10**9, used=10**9, free=5_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    with pytest.raises(CannotStart, match=r"is full \(5 MB left\)\. Make room"):
        preflight.check(here, told(here))


@pytest.mark.parametrize("variable", ["SAYSO_PORT", "SAYSO_WAITING_PORT"])
def test_a_port_of_another_program(here, variable):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        with pytest.raises(CannotStart, match=f"Port {port} is taken.*{variable}="):
            preflight.check(here, told(here, **{variable: port}))


def test_a_port_that_is_none(here):
    with pytest.raises(CannotStart, match="is no port"):
        preflight.check(here, told(here, SAYSO_PORT="eighty"))


def test_a_second_one_says_that_one_is_running(here):
    lock = running.take_lock(here)
    running.write_note(here, running.Note(os.getpid(), "http://127.0.0.1:8000/"))
    try:
        with pytest.raises(CannotStart, match=rf"process {os.getpid()}\): http://127.*kill"):
            running.take_lock(here)
    finally:
        os.close(lock)


def test_after_one_that_was_killed_it_waits_until_all_is_cleared_up(here):
    holder = "import fcntl, os, sys, time; f = open(sys.argv[1], 'w'); fcntl.flock(f, 2);"
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            holder + "print(flush=True); time.sleep(1)",
            running.lock_path(here),
        ],
        stdout=subprocess.PIPE,
    ) as clearing:
        clearing.stdout.readline()
        os.close(running.take_lock(here))


def test_an_unknown_word_starts_nothing(tmp_path):
    done = run("strat", SAYSO_VAR=str(tmp_path / "var"))
    assert done.returncode == 1
    assert "./run --help" in one_line(done.stderr)
    assert not (tmp_path / "var").exists()


def test_help_names_every_command():
    done = run("--help")
    assert done.returncode == 0
    for command in ("check", "test", "agent", "manage", "reset"):
        assert f"./run {command}" in done.stdout


def test_nobody_loses_data_by_a_reset_without_a_yes(here):
    (here.var / "sayso.sqlite3").write_text("kept")
    done = run("reset", SAYSO_VAR=str(here.var))
    assert done.returncode == 1
    assert (here.var / "sayso.sqlite3").exists()
    assert run("reset", "--yes", SAYSO_VAR=str(here.var)).returncode == 0
    assert list(here.var.iterdir()) == []
