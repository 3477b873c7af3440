"""Programs that show pages of the web: they need a frame name and an address to be recorded."""

from pathlib import PurePosixPath
from typing import Final

from capture.agent.events import WindowFacts

PROGRAMS: Final = frozenset(
    {
        *("chromium", "chromium-browser", "chrome", "google-chrome", "google-chrome-stable"),
        *("msedge", "microsoft-edge", "brave", "brave-browser", "opera", "vivaldi", "vivaldi-bin"),
        *("firefox", "firefox-esr", "firefox-bin", "librewolf", "epiphany", "falkon", "konqueror"),
    }
)


def is_browser(window: WindowFacts) -> bool:
    """Return whether a window belongs to a web browser, by its class or its program."""
    program = PurePosixPath(window.executable).name.lower()
    return program in PROGRAMS or window.wm_class.lower() in PROGRAMS
