"""The visible sign on a real display: it lives, it says what is so, its buttons work."""

import os
import shutil
import signal
import subprocess
import time

import pytest

from capture.agent.clock import SystemClock
from capture.agent.indicator.sign import Answered, BarSign, Lamp, Press, Shown
from capture.protocol.messages import Reply
from tests.capture.agent.test_commands import QUESTION

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.skipif(
        shutil.which("Xvfb") is None or shutil.which("xdotool") is None,
        reason="needs Xvfb and xdotool",
    ),
]


def until(true, seconds=10.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def display(monkeypatch):
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as numbers:
        name = f":{numbers.readline().strip()}"
    monkeypatch.setenv("DISPLAY", name)
    yield name
    server.terminate()
    server.wait()


@pytest.fixture
def sign(display):
    made = BarSign(SystemClock())
    yield made
    made.close()


def click(text_x: int, text_y: int) -> None:
    subprocess.run(["xdotool", "mousemove", str(text_x), str(text_y), "click", "1"], check=True)


def window_of_the_sign() -> dict[str, int]:
    found = subprocess.run(
        ["xdotool", "search", "--name", "^Sayso$"], capture_output=True, text=True, check=False
    ).stdout.split()
    shell = subprocess.run(
        ["xdotool", "getwindowgeometry", "--shell", found[0]],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {k: int(v) for k, v in (line.split("=") for line in shell.split())}


def test_it_beats_while_it_can_be_seen_and_not_after_it_was_killed(sign):
    assert not sign.alive()
    sign.show(Shown(Lamp.OFF, "Off air."))
    until(sign.alive)
    process = sign._process
    os.kill(process.pid, signal.SIGKILL)
    until(lambda: not sign.alive(), 3)
    process.wait()


def test_a_sign_that_hangs_counts_as_not_seen_within_two_seconds(sign):
    sign.show(Shown(Lamp.OFF, "Off air."))
    until(sign.alive)
    os.kill(sign._process.pid, signal.SIGSTOP)
    until(lambda: not sign.alive(), 3)
    os.kill(sign._process.pid, signal.SIGCONT)
    until(sign.alive)


def test_it_ends_with_the_agent(sign):
    sign.show(Shown(Lamp.OFF, "Off air."))
    until(sign.alive)
    process = sign._process
    sign.close()
    assert process.poll() is not None


def test_its_buttons_reach_the_agent(sign):
    sign.show(Shown(Lamp.ON, "On air. Sayso records for Marta Keller.", QUESTION))
    until(sign.alive)
    time.sleep(0.3)
    box = window_of_the_sign()
    heard = []
    click(box["X"] + box["WIDTH"] - 50, box["Y"] + 18)
    until(lambda: heard.extend(sign.pressed()) or Press.PAUSE in heard)
    click(box["X"] + 50, box["Y"] + box["HEIGHT"] - 18)
    until(lambda: heard.extend(sign.pressed()) or len(heard) > 1)
    assert heard[-1] == Answered(QUESTION.id, Reply.YES)


def test_without_a_display_there_is_no_sign(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":9999")
    sign = BarSign(SystemClock())
    sign.show(Shown(Lamp.OFF, "Off air."))
    time.sleep(1)
    assert not sign.alive()
    sign.close()
