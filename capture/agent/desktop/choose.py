"""Which desktop this is, and what opens it; a desktop that is not known is refused."""

import os
import sys
from collections.abc import Mapping

from capture.agent.desktop.adapter import Accessibility, Desktop, NoAccessibility
from capture.agent.desktop.atspi import AtSpi
from capture.agent.desktop.atspi_calls import Unanswered
from capture.agent.desktop.lock import SessionLock
from capture.agent.desktop.unsupported import refuse_unsupported
from capture.agent.desktop.x11 import X11


def open_desktop(
    environment: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Desktop:
    """Open the desktop of this session.

    Raises:
        DesktopRefused: it cannot be recorded faithfully.
    """
    refuse_unsupported(environment, platform)
    return Desktop(windows=X11(), lock=SessionLock())


def open_accessibility() -> Accessibility:
    """Connect to the accessibility service; where there is none, one that tells nothing."""
    try:
        return AtSpi()
    except Unanswered:
        return NoAccessibility()
