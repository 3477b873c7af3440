"""A real desktop of its own: Xvfb, openbox, a session bus with accessibility, real programs.

    with Desktop() as desktop, desktop.here():
        editor = desktop.start("mousepad", "notes.txt")
        desktop.focus(editor)
        desktop.type("anna@example.com")

`here()` points this process at the desktop. Nothing of it outlives the `with`.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from capture.agent.desktop.adapter import Accessibility
from capture.agent.desktop.choose import open_accessibility

SECONDS = 120.0  # a wait ends when the thing is there, so patience costs nothing
SIZE = "1280x800x24"
DEAF = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def eventually(look, seconds: float = SECONDS, what: str = "what was waited for"):
    """Return the first true answer of `look`, or fail after some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come in {seconds:g} s")


@dataclass(frozen=True)
class Program:
    """A program with a window."""

    process: subprocess.Popen
    window: int


class Desktop:
    """One display with a window manager and a session bus."""

    def __init__(self, layout: str = "us", *, manager: bool = True) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sayso-desktop-"))
        self._started: list[subprocess.Popen] = []
        self._own = 0
        self._first_layout = layout
        self._manager = manager
        self.environment: dict[str, str] = {}
        self.seen: Callable[[Program], object] = lambda _program: True

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _open(self) -> None:
        runtime = self.folder / "run"
        runtime.mkdir(mode=0o700)
        number = self._display()
        self.environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",  # under plain C, "ü" is two letters to whatever types it
            "DISPLAY": f":{number}",
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_SESSION_TYPE": "x11",
            "GSETTINGS_BACKEND": "memory",
            "GTK_USE_PORTAL": "0",
            "PYNPUT_BACKEND": "xorg",
        }
        self.bus = self._bus()
        if self._manager:
            self.spawn("openbox", "--sm-disable")
            eventually(self._managed, what="the window manager")
        self.layout(self._first_layout)
        with self.here():
            eventually(self._heard, what="the accessibility service")
        self._own = len(self._started)

    def _display(self) -> str:
        """Start the server and return the number that it took; one at a time looks for one."""
        command = ("-screen", "0", SIZE, "-nolisten", "tcp", "-noreset")
        with (Path(tempfile.gettempdir()) / f"sayso-displays-{os.getuid()}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            read, write = os.pipe()
            self.server = self.spawn("Xvfb", "-displayfd", str(write), *command, pass_fds=(write,))
            os.close(write)
            with os.fdopen(read) as told:
                number = told.readline().strip()
        assert number, "Xvfb did not start"
        return number

    @staticmethod
    def _heard() -> bool:
        """Tell whether the accessibility service answers; it starts when it is first asked."""
        with contextlib.closing(open_accessibility()) as service:
            return service.fileno() >= 0

    def _bus(self) -> subprocess.Popen:
        bus = self.spawn(
            *("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"),
            stdout=subprocess.PIPE,
        )
        address = bus.stdout.readline().decode().strip()
        bus.stdout.close()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        return bus

    def _managed(self) -> bool:
        found = self.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
        return "window id" in found

    def spawn(self, *command: str, **more: object) -> subprocess.Popen:
        """Start a process of this desktop; it ends with it."""
        options = DEAF | {"start_new_session": True, "cwd": self.folder} | more
        process = subprocess.Popen(command, env=self.environment or None, **options)
        self._started.append(process)
        return process

    def run(self, *command: str) -> str:
        """Run a command to its end and return what it wrote."""
        done = subprocess.run(
            command,
            check=False,
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            timeout=SECONDS,
        )
        return done.stdout.decode(errors="replace")

    @contextlib.contextmanager
    def here(self) -> Iterator[None]:
        """Let this process belong to the desktop."""
        names = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_SESSION_TYPE", "PYNPUT_BACKEND")
        before = {name: os.environ.get(name) for name in (*names, "WAYLAND_DISPLAY")}
        os.environ.update({name: self.environment[name] for name in names})
        os.environ.pop("WAYLAND_DISPLAY", None)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value

    # programs and windows

    def start(self, *command: str) -> Program:
        """Start a program and wait for its window; it has the focus then."""
        process = self.spawn(*command)
        window = eventually(lambda: self._window_of(process.pid), what=f"a window of {command[0]}")
        program = Program(process, window)
        self.focus(program)
        return program

    def _window_of(self, pid: int) -> int | None:
        listed = self.run("xprop", "-root", "_NET_CLIENT_LIST").partition("#")[2]
        for number in listed.replace(",", " ").split():
            told = self.run("xprop", "-id", number, "_NET_WM_PID")
            if told.rpartition("=")[2].strip() == str(pid):
                return int(number, 16)
        return None

    def active(self) -> int | None:
        """Return the active window."""
        told = self.run("xprop", "-root", "_NET_ACTIVE_WINDOW").rpartition("#")[2].strip()
        return int(told, 16) if told.startswith("0x") else None

    def focus(self, program: Program) -> None:
        """Bring a program to the front and wait until it is there."""
        self.run("xdotool", "windowactivate", str(program.window))
        eventually(lambda: self.active() == program.window, what="the focus")
        time.sleep(0.4)
        eventually(lambda: self.seen(program), what="a recorder that sees the window")

    def end(self, program: Program) -> None:
        """End a program."""
        _end(program.process)

    def end_programs(self) -> None:
        """End everything but the desktop itself."""
        while len(self._started) > self._own:
            _end(self._started.pop())

    # keyboard and pointer

    def layout(self, *names: str) -> None:
        """Set the keyboard layouts: "us", "de"."""
        self.run("setxkbmap", "-layout", ",".join(names))
        time.sleep(0.1)

    def type(self, text: str, delay: int = 25) -> None:
        """Press the keys of a text, `delay` milliseconds apart."""
        self.run("xdotool", "type", "--delay", str(delay), text)

    def key(self, *combinations: str) -> None:
        """Press keys together: "ctrl+s", "Tab"."""
        self.run("xdotool", "key", *combinations)

    def click(self, program: Program, x: int, y: int, button: int = 1, times: int = 1) -> None:
        """Click at a place of a window, in pixels from its corner."""
        self.move(program, x, y)
        self.run("xdotool", "click", "--repeat", str(times), "--delay", "60", str(button))

    def move(self, program: Program, x: int, y: int) -> None:
        """Move the pointer to a place of a window."""
        self.run("xdotool", "mousemove", "--window", str(program.window), str(x), str(y))

    def pointer(self) -> tuple[int, int]:
        """Return where the pointer is, in pixels of the screen."""
        told = dict(
            line.split("=") for line in self.run("xdotool", "getmouselocation", "--shell").split()
        )
        return int(told["X"]), int(told["Y"])

    def drag(self, program: Program, start: Sequence[int], end: Sequence[int]) -> None:
        """Press at one place and let go at another."""
        self.move(program, *start)
        self.run("xdotool", "mousedown", "1")
        self.move(program, *end)
        self.run("xdotool", "mouseup", "1")

    # what a program says of itself

    def says(self, look: Callable[[Accessibility], object], what: str) -> None:
        """Wait until the accessibility service says something true."""
        with self.here(), contextlib.closing(open_accessibility()) as service:
            eventually(lambda: look(service), what=what)

    def holds(self, program: Program, text: str) -> None:
        """Wait until the field that has the focus holds a text: all its keys have arrived."""

        def held(service: Accessibility) -> bool:
            field = service.focused(program.process.pid)
            return field is not None and text in (service.text(field) or "")

        self.says(held, what="the text in its field")

    # the end

    def close(self) -> None:
        """End every process that was started here, newest first."""
        for process in reversed(self._started):
            _end(process)
        shutil.rmtree(self.folder, ignore_errors=True)


def _end(process: subprocess.Popen) -> None:
    if process.returncode is not None:
        return  # waited for already: its number may be another's by now
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(3)
            return
