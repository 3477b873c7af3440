"""All processes of an installation together: they come back, end together, and stay at home."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from operations.supervisor.programs import page_answers, port_answers, valkey_answers
from tests.processes import children, command, family, gone
from tests.stack import free_port, wait_for

pytestmark = pytest.mark.chaos
ROOT = Path(__file__).resolve().parents[2]
BEGUN = 240.0  # seconds; before the first page come both databases and all static files


@pytest.fixture
def told(tmp_path):
    of_the_tests = ("DJANGO_SECRET_KEY", "VALKEY_SOCKET")
    own = {key: text for key, text in os.environ.items() if key not in of_the_tests}
    return {
        **own,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SAYSO_VAR": str(tmp_path / "var"),
        "SAYSO_PORT": str(free_port()),
        "SAYSO_WAITING_PORT": str(free_port()),
        "DEMO": "0",
    }


@pytest.fixture
def up(told):
    with started(told) as process:
        yield process


@contextmanager
def started(told: dict[str, str]) -> Iterator[subprocess.Popen]:
    """Start everything and wait until all of it is there; it ends, whatever happens."""
    command = [sys.executable, "manage.py", "up"]
    with subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(lambda: page_answers(int(told["SAYSO_PORT"])), BEGUN)
            wait_for(lambda: programs(process.pid).keys() >= set(WORDS.values()), BEGUN)
            for name in ("web", "worker"):
                wait_for(lambda name=name: len(children(programs(process.pid).get(name, 0))) >= 2)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)


WORDS = {
    "gunicorn": "web",
    "uvicorn": "waiting",
    "sequence": "sequencer",
    "worker": "worker",
    "beat": "beat",
}


def programs(pid: int) -> dict[str, int]:
    """Return the supervisor's programs and their process numbers."""
    found = {}
    for child in children(pid):
        words = command(child)
        found.update({name: child for word, name in WORDS.items() if word in words})
        if "valkey-server" in words[0]:
            found["valkey"] = child
    return found


def test_each_program_comes_back_when_it_was_killed(up, told):
    answers = {
        "web": lambda: page_answers(int(told["SAYSO_PORT"])),
        "waiting": lambda: port_answers(int(told["SAYSO_WAITING_PORT"])),
        "valkey": lambda: valkey_answers(str(Path(told["SAYSO_VAR"]) / "valkey.sock")),
    }
    for name in ("web", "waiting", "sequencer", "worker", "beat", "valkey"):
        victim = programs(up.pid)[name]
        os.kill(victim, signal.SIGKILL)
        wait_for(lambda name=name, old=victim: programs(up.pid).get(name, old) != old)
        wait_for(answers.get(name, lambda: True))
    check = subprocess.run(
        [sys.executable, "manage.py", "check_running", "--wait", "120"],
        cwd=ROOT,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout + check.stderr


def test_killing_the_supervisor_leaves_nothing_and_it_starts_again(up, told):
    everyone = family(up.pid)
    assert len(everyone) >= 10  # with the children of web and worker
    up.kill()
    up.wait()
    wait_for(lambda: gone(everyone))
    with started(told) as again:
        everyone = family(again.pid)
        again.send_signal(signal.SIGINT)
        again.wait()
    assert again.returncode == 0
    assert gone(everyone)


def test_no_process_keeps_a_log_of_who_called(up, told):
    for _ in range(3):
        page_answers(int(told["SAYSO_PORT"]))
        port_answers(int(told["SAYSO_WAITING_PORT"]))
    logs = Path(told["SAYSO_VAR"]) / "log"
    text = "".join(path.read_text(errors="replace") for path in logs.iterdir())
    assert "127.0.0.1" not in text
    assert "GET /" not in text


def test_nothing_tries_to_leave_the_computer(told):
    unshare = shutil.which("unshare")
    inside = [unshare, "--net", "--map-root-user"]
    if unshare is None or subprocess.run([*inside, "true"], check=False).returncode != 0:
        pytest.skip("this computer gives no network of one's own (unshare --net)")
    done = subprocess.run(
        [*inside, sys.executable, "-m", "tests.operations.alone"],
        cwd=ROOT,
        env={**told, "DEMO": "1"},
        capture_output=True,
        text=True,
        timeout=540,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"page": True, "check": 0, "end": 0, "attempts": 0}
