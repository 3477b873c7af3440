"""The whole product as real processes on a state folder of its own, for tests that need it all."""

import atexit
import functools
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.processes import family, gone
from tests.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PATIENCE = 120.0  # seconds; a wait ends when the thing is there, so patience costs nothing


PORTS = range(10_000, 32_000)
"""Below those that the kernel gives away: no connection that goes out can take one meanwhile."""


def free_port() -> int:
    """Return a port that nobody listens at, and that no other process of tests is given.

    It is bound later, and again after each kill. So it is claimed by a name that the kernel gives
    to one process alone, and takes back when that ends, however it ends: see unix(7), abstract.
    """
    while True:
        port = secrets.choice(PORTS)
        claim, probe = socket.socket(socket.AF_UNIX), socket.socket()
        with probe:
            try:
                claim.bind(f"\0sayso-tests-port-{port}")
                probe.bind(("127.0.0.1", port))
            except OSError:
                claim.close()
                continue
        claim.detach()  # open until this process ends
        return port


def wait_for(what: Callable[[], object], seconds: float = PATIENCE, every: float = 0.1) -> object:
    """Return the first true answer; fail when there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := what():
            return answer
        time.sleep(every)
    raise AssertionError(f"waited {seconds} s in vain for {getattr(what, '__name__', what)}")


class Stack:
    """Web, waiting process, sequencer, worker, beat, Valkey; databases as files or as given."""

    def __init__(self, **environment: str) -> None:
        self.var = Path(tempfile.mkdtemp(prefix="sayso-stack-"))
        self.valkey = Valkey()
        self.port, self.waiting_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SAYSO_VAR": str(self.var),
            "VALKEY_SOCKET": self.valkey.socket,
            "DJANGO_SECRET_KEY": "for-the-tests-alone-" + "x" * 40,
            "SAYSO_PORT": str(self.port),
            "SAYSO_WAITING_PORT": str(self.waiting_port),
            "DEMO": "1",
            "SAYSO_DEMO_KEY": "key-of-the-tests",
            "SAYSO_UPLOAD_SLOT": "2",
            "DATABASE_URL": self._own_database(),
            "KEYS_DATABASE_URL": f"sqlite:///{self.var / 'keys.sqlite3'}",
            **environment,
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._asked: Asked | None = None

    def manage(self, *arguments: str, text: str | None = None) -> str:
        """Run a command of the product and return what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, code: str) -> object:
        """Run code in a process of the product and return the JSON of its variable `answer`."""
        if self._asked is None or self._asked.environment != self.environment:
            self._end_asked()
            self._asked = Asked(self.environment)
        return self._asked.answer(code)

    def _end_asked(self) -> None:
        if self._asked is not None:
            self._asked.end()
        self._asked = None

    def start(self, *names: str) -> None:
        """Start the processes named, or all of them."""
        commands = {
            "web": [
                *(str(BIN / "gunicorn"), "config.wsgi", "-b", f"127.0.0.1:{self.port}"),
                *("-w", "2", "--threads", "4", "--no-control-socket", "--log-level", "warning"),
            ],
            "waiting": [
                *(str(BIN / "uvicorn"), "capture.ingest.waiting_app:application"),
                *("--port", str(self.waiting_port), "--log-level", "warning", "--no-access-log"),
            ],
            "sequencer": [sys.executable, "manage.py", "sequence"],
            "worker": [
                *(str(BIN / "celery"), "-A", "config", "worker", "-c", "1", "-l", "WARNING"),
                *("-Q", "control,redact,build", "-n", "w@localhost"),
            ],
            "beat": [
                *(str(BIN / "celery"), "-A", "config", "beat", "-l", "WARNING"),
                *("-s", str(self.var / "beat-schedule"), "--pidfile", ""),
            ],
        }
        if not names or "valkey" in names:
            self.valkey.start()
        for name in names or tuple(commands):
            if name == "valkey":
                continue
            with (self.var / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    commands[name],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

    def up(self) -> None:
        """Make the databases, start everything and wait until both that are called answer."""
        if self.environment["DATABASE_URL"] == self._own_database():
            shutil.copytree(_migrated(), self.var, dirs_exist_ok=True)
        else:
            self.migrate()
        self.start()
        wait_for(self.answers)
        wait_for(self.holds_requests)
        wait_for((self.var / "log.key").exists)

    def migrate(self) -> None:
        """Make the databases and gather the static files."""
        self.manage("migrate", "-v", "0")
        self.manage("collectstatic", "--noinput", "-v", "0")

    def _own_database(self) -> str:
        return f"sqlite:///{self.var / 'sayso.sqlite3'}"

    def answers(self) -> bool:
        """Tell whether the web process answers."""
        try:
            return httpx.get(self.url, timeout=10).status_code < 500
        except httpx.HTTPError:
            return False

    def holds_requests(self) -> bool:
        """Tell whether the waiting process listens."""
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.waiting_port)) == 0

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Kill a process with all its children."""
        if name == "valkey":
            self.valkey.stop()
            return
        process = self.processes.pop(name, None)
        if process is not None:
            everyone = family(process.pid)
            os.killpg(process.pid, number)
            process.wait()
            wait_for(lambda: gone(everyone), every=0.02)  # a child may still hold the port

    def down(self) -> None:
        """End everything that was started."""
        for name in list(self.processes):
            self.kill(name)
        self._end_asked()
        self.valkey.stop()

    def logs(self) -> str:
        """Return what the processes wrote."""
        return "\n".join(p.read_text(errors="replace") for p in self.var.glob("*.log"))


class Asked:
    """A process that runs a test's code inside the product (see `tests.asked`)."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = dict(environment)
        self._folder = Path(tempfile.mkdtemp(prefix="sayso-asked-"))
        self._socket, self._said = self._folder / "socket", self._folder / "said"
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.asked", str(self._socket)],
                cwd=ROOT,
                env=self.environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def answer(self, code: str) -> object:
        """Run the code and return its answer; a trace fails the test."""
        wait_for(lambda: self._socket.exists() or self._process.poll() is not None, every=0.02)
        assert self._socket.exists(), self._said.read_text()
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self._socket))
            line.sendall(code.encode())
            line.shutdown(socket.SHUT_WR)
            with line.makefile("rb") as read:
                written = read.read()
        assert written, f"it ended without an answer\n{self._said.read_text()}"
        told = json.loads(written)
        assert "answer" in told, told["trace"]
        return told["answer"]

    def end(self) -> None:
        """End it, and take its folder away."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


@functools.cache
def _migrated() -> Path:
    """Return the state folder of an installation that nobody has used: databases, static files."""
    made = Stack()
    atexit.register(shutil.rmtree, made.var, ignore_errors=True)
    made.migrate()
    made.valkey.stop()
    return made.var
