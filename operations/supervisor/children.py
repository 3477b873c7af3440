"""One running program: started, watched, started again when it died, stopped."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from operations.supervisor import guardian, tether
from operations.supervisor.programs import Program

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a program is started again
STEADY = 30.0  # seconds after which an end counts as the first one again
TRIES = 4  # of a program that should end by itself, and ended with an error


class Child:
    """A program and the process that runs it at the moment, in a session of its own."""

    def __init__(self, program: Program, log: IO[bytes]) -> None:
        self.program = program
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.due: float | None = 0.0
        self.began = 0.0
        self.ready = False

    def start(self, parent: int, folder: Path, told: Mapping[str, str]) -> int:
        """Start the program and return the number of its session."""
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-I", "-S", str(Path(tether.__file__)), str(parent)),
                *self.program.command,
            ],
            cwd=folder,
            env=dict(told),
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        self.began, self.due, self.ready = time.monotonic(), None, False
        return self.process.pid

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to run."""
        return self.process is None and self.due is None

    @property
    def is_new(self) -> bool:
        """Whether it was never started."""
        return self.began == 0.0

    def settled(self) -> bool:
        """Tell whether it answers or has nothing left to do."""
        return self.finished or self.answers()

    def answers(self) -> bool:
        """Tell whether it has answered since its start; asks it when it has not."""
        if not self.ready:
            self.ready = self.process is not None and self.program.answers()
        return self.ready

    def reap(self) -> int | None:
        """Return the exit code when the process has ended, and plan what follows.

        Whatever it left behind is ended too, since it may hold the port.
        """
        if self.process is None or (code := self.process.poll()) is None:
            return None
        guardian.end({self.process.pid})
        self.process, self.ready = None, False
        lived = time.monotonic() - self.began
        self.failures = 1 if lived > STEADY else self.failures + 1
        done = self.program.once and (code == 0 or self.failures >= TRIES)
        self.due = None if done else time.monotonic() + self.pause()
        return code

    def pause(self) -> float:
        """Return the seconds to wait before the next start."""
        return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (self.failures - 1))

    def ask_to_end(self) -> None:
        """Ask the program to finish what it does and end."""
        self.due = None
        if self.process is not None:
            self.process.terminate()

    def end(self) -> None:
        """End it and all that it started, at once."""
        self.due = None
        if self.process is not None:
            guardian.end({self.process.pid})
            self.process.wait()
            self.process = None
