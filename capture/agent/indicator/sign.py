"""The agent's side of the sign: starts it, tells it what is so, hears its heartbeat.

No heartbeat of the sign, no recording.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import UUID

from capture.agent.clock import Clock
from capture.agent.words import _
from capture.protocol.messages import Question, Reply

BAR: Final = Path(__file__).with_name("bar.py")
SYSTEM_PYTHON: Final = Path("/usr/bin/python3")
ALIVE_SECONDS: Final = 2.0
RESTART_SECONDS: Final = 5.0


class Lamp(StrEnum):
    """What the sign's mark shows."""

    ON = "on"
    OFF = "off"
    PAUSED = "paused"
    UNKNOWN = "unknown"


class Press(StrEnum):
    """A button of the sign."""

    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the sign says; at most one question at a time."""

    lamp: Lamp
    sentence: str
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A question was answered on the sign."""

    question: UUID
    reply: Reply


class Sign(Protocol):
    """A visible sign."""

    def show(self, shown: Shown) -> None:
        """Say what is so now."""

    def alive(self) -> bool:
        """Return whether it was seen to be visible in the last two seconds."""

    def pressed(self) -> list[Press | Answered]:
        """Return what was pressed since the last call."""

    def close(self) -> None:
        """Take it away."""


class BarSign:
    """The bar of `bar.py` in a process of its own, started again where it died."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._started_at = -RESTART_SECONDS
        self._beat_at: float | None = None
        self._told = ""
        self._pressed: list[Press | Answered] = []

    def show(self, shown: Shown) -> None:
        """Tell the bar what is so, starting it where it does not run."""
        line = json.dumps(_as_told(shown)) + "\n"
        if not self._running():
            self._start()
        if line == self._told:
            return
        process = self._process
        if process is None or process.stdin is None:
            return
        try:
            process.stdin.write(line)
            process.stdin.flush()
            self._told = line
        except (OSError, ValueError):
            self._told = ""  # it is told again once it runs

    def alive(self) -> bool:
        """Return whether a heartbeat came in the last two seconds and the process runs."""
        beat = self._beat_at
        recent = beat is not None and 0 <= self._clock.boottime() - beat <= ALIVE_SECONDS
        return recent and self._running()

    def pressed(self) -> list[Press | Answered]:
        """Return what was pressed since the last call."""
        with self._lock:
            found, self._pressed = self._pressed, []
        return found

    def close(self) -> None:
        """End the bar by closing its input."""
        process = self._process
        self._process = None
        if process is None:
            return
        if process.stdin is not None:
            with contextlib.suppress(OSError):  # it died before it read what it was told last
                process.stdin.close()
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _start(self) -> None:
        now = self._clock.boottime()
        if now - self._started_at < RESTART_SECONDS:
            return
        self.close()
        self._started_at, self._told, self._beat_at = now, "", None
        python = _python_with_tk()
        if python is None:
            return
        self._process = subprocess.Popen(  # noqa: S603 - our own file, no shell
            [python, "-I", str(BAR)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=_environment(os.environ),
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        if process.stdout is None:
            return
        with process.stdout as lines:
            for line in lines:
                self._hear(line)

    def _hear(self, line: str) -> None:
        try:
            told = json.loads(line)
            if "beat" in told:
                self._beat_at = self._clock.boottime()
                return
            event = _event(told)
        except (ValueError, TypeError, KeyError):
            return  # not a line of ours
        with self._lock:
            self._pressed.append(event)


def _event(told: Mapping[str, Any]) -> Press | Answered:
    if "press" in told:
        return Press(told["press"])
    return Answered(UUID(told["question"]), Reply(told["answer"]))


def _as_told(shown: Shown) -> dict[str, object]:
    question = shown.question
    return {
        "lamp": shown.lamp.value,
        "sentence": shown.sentence,
        "buttons": {"pause": _("Pause"), "resume": _("Resume")},
        "question": None
        if question is None
        else {"id": str(question.id), "text": question.text, "yes": _("Yes"), "no": _("No")},
    }


def _python_with_tk() -> str | None:
    """Return an interpreter that has Tk: ours, else the system's (Debian: python3-tk)."""
    if find_spec("_tkinter") is not None:
        return sys.executable
    return str(SYSTEM_PYTHON) if SYSTEM_PYTHON.exists() else None


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    names = ("DISPLAY", "XAUTHORITY", "HOME", "LANG", "LC_ALL", "LANGUAGE", "PATH")
    return {name: ours[name] for name in names if name in ours}
