"""The visible sign on a real display: it lives, it says what is so, its buttons work."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import closing
from datetime import UTC, datetime

import pytest
from Xlib import X
from Xlib.display import Display
from Xlib.error import BadDrawable, BadWindow

from capture.agent.clock import SetClock, SystemClock
from capture.agent.indicator.sign import (
    ALIVE_SECONDS,
    RESTART_SECONDS,
    Answered,
    BarSign,
    Lamp,
    Press,
    Shown,
)
from capture.protocol.messages import Reply
from tests.capture.agent.test_commands import QUESTION
from tests.stack import PATIENCE
from tests.stack import wait_for as until

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.skipif(
        shutil.which("Xvfb") is None or shutil.which("xdotool") is None,
        reason="needs Xvfb and xdotool",
    ),
]


@pytest.fixture
def display(monkeypatch):
    read, write = os.pipe()
    server = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24"),
            *("-nolisten", "tcp", "-noreset"),  # it stays as it is when its only client goes
        ],
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


def click(place: tuple[int, int]) -> None:
    subprocess.run(["xdotool", "mousemove", *map(str, place), "click", "1"], check=True)


def seen(window):
    """Yield the windows without others in them that can be seen, in the order of their making."""
    children = window.query_tree().children
    if not children and window.get_attributes().map_state == X.IsViewable:
        yield window
    for child in children:
        yield from seen(child)


def places() -> list[tuple[int, int]]:
    """Return the middles of all parts of the sign that stand: mark, sentence, button, question."""
    with closing(Display()) as line:
        root, found = line.screen().root, []
        try:
            for part in seen(root):
                box = part.get_geometry()
                at = root.translate_coords(part, box.width // 2, box.height // 2)
                found.append((at.x, at.y))
        except (BadWindow, BadDrawable):
            return []  # it is still being built
    return found


def standing(parts: int) -> list[tuple[int, int]]:
    """Wait until so many parts stand, and stay where they are."""

    def stay():
        before = places()
        time.sleep(0.3)
        return before if len(before) == parts and places() == before else None

    return until(stay)


def test_it_beats_while_it_can_be_seen_and_not_after_it_was_killed(sign):
    assert not sign.alive()
    sign.show(Shown(Lamp.OFF, "Off air."))
    until(sign.alive)
    process = sign._process
    os.kill(process.pid, signal.SIGKILL)
    until(lambda: not sign.alive())
    process.wait()


def test_a_sign_that_hangs_counts_as_not_seen_within_two_seconds(sign):
    sign.show(Shown(Lamp.OFF, "Off air."))
    until(sign.alive)
    os.kill(sign._process.pid, signal.SIGSTOP)
    until(lambda: not sign.alive())
    assert ALIVE_SECONDS <= 2
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
    _mark, _sentence, pause, _question, yes, _no = standing(6)
    heard = []
    click(pause)
    until(lambda: heard.extend(sign.pressed()) or Press.PAUSE in heard)
    click(yes)
    until(lambda: heard.extend(sign.pressed()) or len(heard) > 1)
    assert heard[-1] == Answered(QUESTION.id, Reply.YES)


def test_a_sign_that_died_before_it_read_what_it_was_told_is_begun_anew(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":9999")
    clock = SetClock(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    sign = BarSign(clock)
    sign.show(Shown(Lamp.OFF, "Off air."))
    first = sign._process
    first.wait(PATIENCE)
    sign.show(Shown(Lamp.PAUSED, "Paused."))
    clock.advance(RESTART_SECONDS)
    sign.show(Shown(Lamp.PAUSED, "Paused."))
    assert sign._process is not first
    sign.close()


def test_without_a_display_there_is_no_sign(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":9999")
    sign = BarSign(SystemClock())
    sign.show(Shown(Lamp.OFF, "Off air."))
    time.sleep(1)
    assert not sign.alive()
    sign.close()
