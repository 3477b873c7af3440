"""The supervisor starts in order, restarts what dies, stops everything, and leaves no orphan."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from operations.supervisor.guardian import members
from tests.processes import children, gone
from tests.stack import PATIENCE, wait_for

ROOT = Path(__file__).resolve().parents[2]


class Running:
    """A supervisor in a process of its own."""

    def __init__(self, var: Path, *names: str) -> None:
        self.var = var
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.operations.small", str(var), *names],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    def pids(self, name: str) -> set[int]:
        return {int(path.name.rpartition("-")[2]) for path in self.var.glob(f"{name}-[0-9]*")}

    def one(self, name: str) -> int:
        return min(wait_for(lambda: self.pids(name)))

    def helpers(self) -> set[int]:
        """Return the direct children of the supervisor."""
        return children(self.process.pid)

    def hear(self, text: str) -> None:
        """Wait until the supervisor says this."""
        assert any(text in line for line in self.process.stdout)

    def end(self, number: int) -> str:
        self.process.send_signal(number)
        return self.process.communicate(timeout=PATIENCE)[0]


@pytest.fixture
def supervised(tmp_path):
    running: list[Running] = []

    def begin(*names: str) -> Running:
        running.append(Running(tmp_path / "var", *names))
        return running[-1]

    yield begin
    for one in running:
        if one.process.poll() is None:
            one.end(signal.SIGTERM)
        one.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(supervised, number):
    running = supervised("last", "steady")
    pids = {running.one("last"), running.one("steady")}
    out = running.end(number)
    assert running.process.returncode == 0
    assert gone(pids)
    assert out.splitlines()[-1] == "Stopped. Everything is kept."


def test_it_stops_in_order_also_when_nobody_listens_any_more(supervised):
    running = supervised("last", "steady")
    pids = {running.one("last"), running.one("steady")}
    running.process.stdout.close()  # a terminal that was closed, or the end of `./run | head`
    running.process.send_signal(signal.SIGHUP)
    assert running.process.wait(PATIENCE) == 0
    assert gone(pids)


def test_what_dies_is_started_again(supervised):
    running = supervised("steady")
    first = running.one("steady")
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: len(running.pids("steady")) == 2)
    assert "steady ended (signal 9); starting it again in 0.5 s" in running.end(signal.SIGTERM)


def test_one_that_must_answer_first_is_waited_for(supervised):
    running = supervised("late", "follower")
    running.one("follower")
    assert not running.pids("early")


def test_killing_it_leaves_no_orphan(supervised):
    running = supervised("steady", "family")
    steady = running.one("steady")
    wait_for(lambda: len(running.pids("family")) == 4)
    everyone = {steady, *running.pids("family"), *running.helpers()}
    running.end(signal.SIGKILL)
    wait_for(lambda: gone(everyone))


def test_a_killed_guardian_is_replaced_and_knows_all(supervised):
    running = supervised("family", "steady")
    wait_for(lambda: len(running.pids("family")) == 4)
    steady = running.one("steady")
    (guardian,) = running.helpers() - running.pids("family") - {steady}
    os.kill(guardian, signal.SIGKILL)
    other = wait_for(lambda: running.helpers() - running.pids("family") - {guardian, steady})
    os.kill(steady, signal.SIGKILL)  # once it is back, the new guardian was told of all before
    wait_for(lambda: len(running.pids("steady")) == 2)
    everyone = {*running.pids("family"), *running.pids("steady"), *other}
    running.end(signal.SIGKILL)
    wait_for(lambda: gone(everyone))


def test_who_ignores_the_wish_to_end_is_killed_with_its_family(supervised):
    running = supervised("family")
    wait_for(lambda: len(running.pids("family")) == 4)
    pids = running.pids("family")
    running.process.send_signal(signal.SIGTERM)
    running.hear("Stopping")
    time.sleep(0.5)
    running.end(signal.SIGTERM)  # a second time: no more patience
    assert gone(pids)


def test_a_task_runs_once_and_one_that_fails_is_tried_again_a_few_times(supervised):
    running = supervised("task", "failing", "steady")
    running.hear("failing failed (exit code 3)")
    running.one("steady")
    running.end(signal.SIGTERM)
    assert len(running.pids("task")) == 1
    assert len(running.pids("failing")) == 4


def test_it_says_once_that_all_is_ready(supervised):
    running = supervised("steady", "task")
    running.hear("ready")
    running.one("task")
    time.sleep(0.5)
    assert "ready" not in running.end(signal.SIGTERM).splitlines()


def test_members_are_found_by_session_alone():
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as sleeper:
        try:
            assert members({sleeper.pid}) == [sleeper.pid]
        finally:
            sleeper.kill()
