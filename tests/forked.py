"""Processes that begin as forks of one that has loaded everything, in milliseconds.

A fresh Python loads Django, the models and the engine for seconds; promises that are tried over
many processes need dozens of them. `Warmed` loads once, in a process without threads and without
a connection, and forks: each fork has its own memory, connections and end, as any process has.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 550.0  # seconds for what ends by itself: less than a test may last


class Forked:
    """One process, with the words of `subprocess.Popen`."""

    def __init__(self, warmed: "Warmed", arguments: Sequence[str]) -> None:
        self.pid = 0
        self.returncode: int | None = None
        self.arguments, self._warmed = arguments, warmed

    def poll(self) -> int | None:
        self._warmed._hear(0)
        return self.returncode

    def wait(self, timeout: float) -> int:
        end = time.monotonic() + timeout
        while self.poll() is None:
            left = end - time.monotonic()
            if left < 0:
                raise subprocess.TimeoutExpired(self.arguments, timeout)
            self._warmed._hear(left)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


class Warmed:
    """A process that has loaded some modules, and forks on demand.

    `loaded` are names of modules, or `module:function` to be called once. What stands in
    `environment` when it starts is what they are loaded with. A fork calls the `main` of a loaded
    module, or runs what Python is given on its command line: `manage.py ...` or `-c ...`.
    """

    def __init__(self, *loaded: str, environment: Mapping[str, str]) -> None:
        self._folder = TemporaryDirectory(prefix="sayso-forked-")
        self._forks: list[Forked] = []
        self._heard = b""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked", *loaded],
            cwd=ROOT,
            env={"OMP_NUM_THREADS": "1", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __enter__(self) -> "Warmed":
        return self

    def __exit__(self, *_error: object) -> None:
        for fork in self._forks:
            fork.send_signal(signal.SIGKILL)
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._process.stdout.close()
        self._folder.cleanup()

    def start(
        self, *arguments: str, env: Mapping[str, str] | None = None, said: Path | None = None
    ) -> Forked:
        """Fork; `said` is where standard output and errors go, as `out` and `err`."""
        fork = Forked(self, arguments)
        self._forks.append(fork)
        order = {"arguments": arguments, "environment": env and dict(env)}
        order |= {"number": len(self._forks) - 1, "said": said and str(said)}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        while not fork.pid:
            self._hear(60)
        return fork

    def run(
        self, *arguments: str, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Fork, wait for its end and return what it said, as `subprocess.run` does."""
        said = Path(self._folder.name) / str(len(self._forks))
        said.mkdir()
        code = self.start(*arguments, env=env, said=said).wait(PATIENCE)
        out, err = ((said / name).read_text() for name in ("out", "err"))
        return subprocess.CompletedProcess(arguments, code, out, err)

    def _hear(self, seconds: float) -> None:
        """Take what the warmed process tells of its forks."""
        source = self._process.stdout.fileno()
        if not select.select([source], [], [], seconds)[0]:
            return
        told = os.read(source, 65_536)
        if not told:
            raise RuntimeError(f"the warmed process has ended: {self._process.wait(10)}")
        *lines, self._heard = (self._heard + told).split(b"\n")
        for line in lines:
            number, what, value = json.loads(line)
            setattr(self._forks[number], what, value)


def serve() -> None:
    """Fork on each order and tell of each end, until nobody gives orders any more."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    numbers: dict[int, int] = {}
    while True:
        ready = select.select([0, woken], [], [])[0]
        if woken in ready:
            os.read(woken, 4096)
            _reap(numbers)
        if 0 in ready:
            line = sys.stdin.buffer.readline()
            if not line:
                return
            order = json.loads(line)
            if not (child := os.fork()):
                _become(order)
            numbers[child] = order["number"]
            _tell(order["number"], "pid", child)


def _reap(numbers: dict[int, int]) -> None:
    while numbers:
        child, status = os.waitpid(-1, os.WNOHANG)
        if not child:
            return
        _tell(numbers.pop(child), "returncode", os.waitstatus_to_exitcode(status))


def _tell(number: int, what: str, value: int) -> None:
    os.write(1, json.dumps([number, what, value]).encode() + b"\n")


def _become(order: dict) -> NoReturn:
    """Be the process that was ordered, and end as an interpreter does."""
    code: object = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _redirect(order["said"])
        if order["environment"] is not None:
            os.environ.clear()
            os.environ.update(order["environment"])
        code = _called(order["arguments"]) or 0
    except SystemExit as end:
        code = end.code or 0
        if isinstance(code, str):
            print(code, file=sys.stderr)
    except BaseException:  # noqa: BLE001 (as an interpreter ends)
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def _redirect(said: str | None) -> None:
    """Give the fork no input, and outputs of its own."""
    places = (os.devnull, f"{said}/out", f"{said}/err") if said else (os.devnull,)
    for number, place in enumerate(places):
        file = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(file, number)
        os.close(file)
    if not said:
        os.dup2(2, 1)  # the other one is for orders


def _called(arguments: list[str]) -> object:
    """Do what is asked for; return its exit code, if it has one."""
    what, *others = arguments
    if what in sys.modules:
        return sys.modules[what].main(others)
    sys.argv = arguments
    sys.path[0] = str(ROOT)
    if what == "-c":
        exec(compile(others[0], "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102
        return 0
    runpy.run_path(what, run_name="__main__")
    return 0


def _warm(names: list[str]) -> None:
    for name in names:
        module, _, function = name.partition(":")
        loaded = importlib.import_module(module)
        if function:
            getattr(loaded, function)()
    gc.collect()
    gc.freeze()  # what is loaded stays shared


if __name__ == "__main__":
    _warm(sys.argv[1:])
    serve()
