"""The supervisor: starts in order, restarts what dies, stops everything."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import FrameType

from operations.launch.places import Places
from operations.launch.words import say
from operations.supervisor import guardian, logs
from operations.supervisor.children import Child
from operations.supervisor.programs import Program

GRACE = 8.0  # seconds for the programs to finish what they do
GRACE_LAST = 3.0
LOOK_SOON, LOOK_LATE = 0.1, 20.0  # seconds between two looks, while starting and afterwards
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Runs programs until it is told to stop.

    Args:
        places: where things lie.
        told: environment of the programs.
        lock: descriptor of the lock, which the guardian holds as long as it clears up.
    """

    def __init__(self, places: Places, told: Mapping[str, str], lock: int) -> None:
        self.places = places
        self.told = told
        self.lock = lock
        self.children: list[Child] = []
        self.asked_to_stop = 0
        self._guardian: subprocess.Popen[bytes] | None = None
        self._wake_up = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def run(self, programs: Iterable[Program], when_ready: Callable[[], None]) -> None:
        """Keep the programs running until a signal asks to stop.

        Args:
            programs: in the order in which they start.
            when_ready: called once, when all programs answer.
        """
        self._catch_signals()
        self.children = [
            Child(program, logs.open_fresh(self.places.logs, program.name)) for program in programs
        ]
        ready = False
        try:
            while not self.asked_to_stop:
                self._watch()
                if not ready and all(child.settled() for child in self.children):
                    ready = True
                    when_ready()
                self._sleep(self._next_look())
        finally:
            self._stop()

    def _catch_signals(self) -> None:
        """Let signals wake the loop instead of breaking into it."""
        signal.set_wakeup_fd(self._wake_up[1], warn_on_full_buffer=False)
        for number in STOPPING:
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop += 1

    def _watch(self) -> None:
        """Look after each program once."""
        self._keep_guardian()
        logs.trim(self.places.logs)
        for child in self.children:
            self._take_note_of_end(child)
        complete = True  # whether all that stands above answers
        for child in self.children:
            due = child.due is not None and child.due <= time.monotonic()
            if due and (complete or not child.is_new):
                self._tell_guardian("+", child.start(os.getpid(), self.places.root, self.told))
            complete = child.settled() and complete

    def _take_note_of_end(self, child: Child) -> None:
        """Say so when a program has ended, unless that was its task."""
        process = child.process
        code = child.reap()
        if code is None or process is None:
            return
        self._tell_guardian("-", process.pid)
        name = child.program.name
        if child.due is not None:
            pause = f"starting it again in {child.pause():g} s"
            say(f"{name} ended ({_reason(code)}); {pause}. See {self.places.logs}/{name}.log")
        elif code != 0:
            say(f"{name} failed ({_reason(code)}). See {self.places.logs}/{name}.log")

    def _next_look(self) -> float:
        """Return the seconds until something may have to be done."""
        return LOOK_LATE if all(child.settled() for child in self.children) else LOOK_SOON

    def _sleep(self, seconds: float) -> None:
        """Wait for a signal, at most so long."""
        if select.select([self._wake_up[0]], [], [], seconds)[0]:
            os.read(self._wake_up[0], 4096)

    def _keep_guardian(self) -> None:
        """Start the guardian, also when it was killed, and tell it of all sessions."""
        if self._guardian is not None and self._guardian.poll() is None:
            return
        self._guardian = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(guardian.__file__))],
            stdin=subprocess.PIPE,
            pass_fds=(self.lock,),
            start_new_session=True,
        )
        for child in self.children:
            if child.process is not None:
                self._tell_guardian("+", child.process.pid)

    def _tell_guardian(self, sign: str, session: int) -> None:
        """Tell the guardian that a session began or ended."""
        if self._guardian is None or self._guardian.stdin is None:
            return
        try:
            self._guardian.stdin.write(f"{sign}{session}\n".encode())
            self._guardian.stdin.flush()
        except BrokenPipeError:
            return  # it was killed; the next look starts another one and tells it all

    def _stop(self) -> None:
        """Stop everything: first what works, then what it works with."""
        say("Stopping ...")
        begun = self.asked_to_stop
        groups = ((GRACE, False), (GRACE_LAST, True))
        for grace, last in groups:
            some = [child for child in self.children if child.program.last is last]
            for child in reversed(some):
                child.ask_to_end()
            end = time.monotonic() + grace
            while any(child.reap() is None and child.process for child in some):
                if time.monotonic() > end or self.asked_to_stop > begun:
                    break
                self._sleep(LOOK_SOON)
            for child in some:
                child.end()
                child.log.close()
        if self._guardian is not None and self._guardian.stdin is not None:
            self._guardian.stdin.close()
            self._guardian.wait()
        say("Stopped. Everything is kept.")


def _reason(code: int) -> str:
    """Say how a process ended."""
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
