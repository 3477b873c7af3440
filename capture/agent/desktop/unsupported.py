"""Desktops that cannot be recorded faithfully, each with the sentence that says so."""

import sys
from collections.abc import Mapping
from typing import Final

from capture.agent.events import DesktopRefused

WAYLAND: Final = (
    "This is a Wayland session, in which Sayso would see only some windows, so it does not "
    "record; choose an X11 session when you sign in."
)
PLATFORMS: Final[dict[str, str]] = {
    "darwin": "Sayso does not record on macOS yet.",
    "win32": "Sayso does not record on Windows yet.",
}
OTHER: Final = "Sayso records only on Linux with X11."
NO_DISPLAY: Final = "There is no X display to record; start Sayso in a desktop session."


def refuse_unsupported(environment: Mapping[str, str], platform: str = sys.platform) -> None:
    """Refuse a desktop that is not X11 on Linux.

    Args:
        environment: variables of the session.
        platform: as `sys.platform` names it.

    Raises:
        DesktopRefused: with one clear sentence for the person.
    """
    if platform in PLATFORMS:
        raise DesktopRefused(PLATFORMS[platform])
    if not platform.startswith("linux"):
        raise DesktopRefused(OTHER)
    wayland = environment.get("XDG_SESSION_TYPE", "").lower() == "wayland"
    if wayland or environment.get("WAYLAND_DISPLAY"):
        raise DesktopRefused(WAYLAND)
    if not environment.get("DISPLAY"):
        raise DesktopRefused(NO_DISPLAY)
