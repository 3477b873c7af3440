"""The Python environment in `.venv`: made once, and made anew when a lock file changed."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from operations.launch.places import Places
from operations.launch.words import CannotStart, say, warn

WITHOUT_WHEEL = ("evdev",)
"""Needs a compiler and the kernel's headers; under X11 nothing imports it."""

ROOM_TO_INSTALL = 900_000_000  # bytes


def ensure(places: Places, lock: str) -> None:
    """See that everything in the lock file is installed; takes no time when it is.

    Raises:
        CannotStart: Python's venv module, room, or the network is missing.
    """
    source = places.root / lock
    stamp = places.venv / f"installed-{source.stem}"
    mark = _mark(source)
    if _usable(places) and stamp.is_file() and stamp.read_text() == mark:
        return
    _need_room(places.root)
    if not _usable(places):
        _make(places)
    say(f"Installing what {lock} lists. This happens once and takes about a minute.")
    _install(places, source)
    stamp.write_text(mark)


def _mark(source: Path) -> str:
    """Return what the stamp holds: the lock file's hash and the version of Python."""
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    return f"{digest} {sys.version_info.major}.{sys.version_info.minor}"


def _usable(places: Places) -> bool:
    """Tell whether the environment is whole, and its Python still there.

    Without the module ensurepip Python leaves an environment that has no pip: ask for that.
    """
    if not (places.venv / "bin" / "pip").is_file():
        return False
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    code = f"import sys; sys.exit('%d.%d' % sys.version_info[:2] != '{version}')"
    try:
        return subprocess.run([places.python, "-I", "-S", "-c", code], check=False).returncode == 0
    except OSError:
        return False


def _make(places: Places) -> None:
    """Make an empty environment."""
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", places.venv],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0 and _usable(places):
        return
    if "ensurepip" in done.stdout + done.stderr or "No module named venv" in done.stderr:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise CannotStart(
            "Python's venv module is missing.",
            f"Install it, for example: apt install python{version}-venv",
        )
    last = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
    raise CannotStart(
        f"Python could not make the environment {places.venv} ({last[-1]}).",
        "Make the folder writable and see that the disk has room, then start again.",
    )


def _need_room(folder: Path) -> None:
    """Refuse to begin an installation that the disk cannot hold."""
    free = shutil.disk_usage(folder).free
    if free < ROOM_TO_INSTALL:
        raise CannotStart(
            f"The disk of {folder} has {free // 10**6} MB left, and installing needs"
            f" {ROOM_TO_INSTALL // 10**6} MB.",
            "Make room, then start again.",
        )
    if not os.access(folder, os.W_OK):
        raise CannotStart(
            f"The folder {folder} is read-only.", "Make it writable, or copy it elsewhere."
        )


def _install(places: Places, source: Path) -> None:
    """Install a lock file, by uv when it can be had, else by pip."""
    wanted = places.venv / source.name
    wanted.write_text(without_compiler(source.read_text()))
    options = ["--no-deps", "--require-hashes", "-r", str(wanted)]
    environment = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", **os.environ}
    ways = [[str(places.python), "-m", "pip", "install", "--quiet", *options]]
    if uv := _uv(places):
        ways.insert(0, [uv, "pip", "install", "--quiet", "--python", str(places.python), *options])
    complaint = ""
    for way in ways:
        done = subprocess.run(way, env=environment, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
        complaint = done.stderr.strip()
    warn(complaint)
    raise CannotStart(
        f"What {source.name} lists could not be installed.",
        "See that this computer reaches its package index and that the disk has room,"
        " then start again.",
    )


def _uv(places: Places) -> str | None:
    """Return the path of uv: the computer's own, or one that pip can bring; None without."""
    if found := shutil.which("uv"):
        return found
    own = places.venv / "bin" / "uv"
    if not own.exists():
        subprocess.run(
            [
                *(places.python, "-m", "pip", "install", "--quiet", "--require-hashes"),
                *("--disable-pip-version-check", "-r", places.root / "requirements" / "uv.txt"),
            ],
            capture_output=True,
            check=False,
        )
    return str(own) if own.exists() else None


def without_compiler(lock: str) -> str:
    """Return the lock file without the packages that have no wheel.

    Args:
        lock: text of a lock file, each package a line with its hashes indented below.
    """
    kept, keep = [], True
    for line in lock.splitlines(keepends=True):
        if not line[0].isspace():
            keep = line.partition("==")[0] not in WITHOUT_WHEEL
        if keep:
            kept.append(line)
    return "".join(kept)
