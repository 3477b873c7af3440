"""Debian packages that some tests need: a browser, a desktop, PostgreSQL."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from operations.launch.places import Places
from operations.launch.words import say

QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


@dataclass(frozen=True, slots=True)
class Need:
    """One package, and how to see that what it brings is there."""

    package: str
    present: Callable[[Places], bool]


def _program(package: str, name: str = "") -> Need:
    """Need a package for a program of this name."""
    return Need(package, lambda _places: shutil.which(name or package) is not None)


def _file(package: str, *patterns: str) -> Need:
    """Need a package for a file below `/usr`, given by patterns."""
    return Need(
        package,
        lambda _places: any(any(Path("/usr").glob(pattern)) for pattern in patterns),
    )


def _module(package: str, name: str) -> Need:
    """Need a package for a module of the Python that the environment is made of."""
    return Need(
        package,
        lambda places: (
            subprocess.run(
                [places.python, "-c", f"import {name}"], capture_output=True, check=False
            ).returncode
            == 0
        ),
    )


FONTS = _file("fonts-dejavu-core", "share/fonts/truetype/dejavu/DejaVuSans.ttf")
POSTGRES = _file("postgresql", "lib/postgresql/*/bin/initdb", "bin/initdb")
BROWSER = (_program("chromium"), FONTS)
NEEDS: dict[str, tuple[Need, ...]] = {
    "browser": BROWSER,
    "chaos": (POSTGRES,),
    "desktop": (
        *BROWSER,
        _program("xvfb", "Xvfb"),
        _program("openbox"),
        _program("xdotool"),
        _program("x11-xkb-utils", "setxkbmap"),
        _program("x11-utils", "xprop"),
        _program("xterm"),
        _program("i3lock"),
        _program("dbus", "dbus-daemon"),
        _file("at-spi2-core", "libexec/at-spi-bus-launcher", "lib/at-spi2-core/at-spi-bus-*"),
        _module("python3-tk", "tkinter"),
        _program("mousepad"),
        _program("zenity"),
    ),
    "lint": (),
    "postgres": (POSTGRES,),
    "unit": (),
}


def missing(places: Places, groups: Iterable[str]) -> list[str]:
    """Return the packages that these groups of tests need and that are not there."""
    return list(
        dict.fromkeys(
            need.package for group in groups for need in NEEDS[group] if not need.present(places)
        )
    )


def install(packages: list[str]) -> None:
    """Install the packages where that is allowed; what fails shows in the next look."""
    if not packages or shutil.which("apt-get") is None:
        return
    prefix = _as_root()
    if prefix is None:
        return
    say(f"Installing for the tests: {' '.join(packages)}")
    options = ["-q", "-o", "DPkg::Lock::Timeout=120"]
    steps = (
        ["apt-get", "update", *options],
        ["apt-get", "install", "--yes", "--no-install-recommends", *options, *packages],
    )
    for step in steps:
        done = subprocess.run(
            [*prefix, *step],
            env={**os.environ, **QUIET},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            say(f"{step[1]} failed: {done.stderr.strip()}")


def _as_root() -> list[str] | None:
    """Return what to put before a command of the system's owner; None without the right."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    asked = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return [sudo, "-n", "--preserve-env=DEBIAN_FRONTEND"] if asked.returncode == 0 else None
