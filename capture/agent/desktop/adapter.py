"""What a desktop must be able to tell; `x11_desktop` is the one that is measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from capture.agent.events import ElementFacts, KeyPressed, WindowFacts
from capture.agent.listeners import KeyDown

Ref = tuple[str, str]
"""An accessible object: name on the accessibility bus, path. No content."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a window lies on the screen, in pixels."""

    left: int
    top: int
    width: int
    height: int

    def fraction(self, x: int, y: int) -> tuple[float, float] | None:
        """Return a point of the screen as fractions of the window, None outside of it."""
        if self.width <= 0 or self.height <= 0:
            return None
        across, down = (x - self.left) / self.width, (y - self.top) / self.height
        return (across, down) if 0 <= across <= 1 and 0 <= down <= 1 else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the window system reported since the last look.

    Attributes:
        active: another window may be active now.
        title: the title of the active window changed.
        pause: the pause key was pressed.
    """

    active: bool = False
    title: bool = False
    pause: bool = False


@dataclass(frozen=True, slots=True)
class FocusChange:
    """An object of a process gained or lost the focus."""

    ref: Ref
    gained: bool


class WindowSystem(Protocol):
    """Windows, their places, keys; to be used by one thread."""

    @property
    def pause_key_free(self) -> bool:
        """Whether the pause key is ours; False where another program owns it."""

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when something happens."""

    def look(self) -> Seen:
        """Take in what happened, without waiting."""

    def active(self) -> WindowFacts | None:
        """Return the active window; None where anything about it cannot be told."""

    def pending(self) -> bool:
        """Return whether something was reported that `look` has not taken in yet."""

    def place_under(self, window_id: int, x: int, y: int) -> Place | None:
        """Return where a window lies, None if it is gone or something else is at this point."""

    def covered(self) -> bool:
        """Return whether something lies over the whole screen, as lock screens do."""

    def recheck_cover(self) -> None:
        """Look again at the next question, whatever was reported."""

    def key(self, raw: KeyDown) -> KeyPressed:
        """Return what a key press means for shortcuts, after layout group 1."""

    def close(self) -> None:
        """Close the connection."""


class Accessibility(Protocol):
    """Elements, roles, texts of fields; to be used by one thread.

    Each method answers None (or nothing) where the service does not.
    """

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the focus moves."""

    def focus_changes(self) -> Sequence[FocusChange]:
        """Return the changes of focus that have come in, without waiting.

        Raises:
            AccessibilityLost: the service is gone.
        """

    def pid(self, ref: Ref, /) -> int | None:
        """Return the process that an object belongs to."""

    def element(self, ref: Ref, /) -> ElementFacts | None:
        """Return role, name and state of an object; never its text."""

    def is_focused(self, ref: Ref, /) -> bool:
        """Return whether the object has the focus now."""

    def focused(self, pid: int, /) -> Ref | None:
        """Return the object that has the focus in the active frame of a process."""

    def text(self, ref: Ref, /) -> str | None:
        """Return the text of an object, only if its role, name and state allow to ask for it."""

    def under(self, pid: int, place: Place, x: int, y: int, /) -> Ref | None:
        """Return the object of a process's active frame at a point of the screen."""

    def menu_under(self, pid: int, x: int, y: int, /) -> Ref | None:
        """Return the chosen item of an open menu of a process at a point of the screen."""

    def frame_name(self, pid: int, /) -> str | None:
        """Return the accessible name of the active frame of a process."""

    def site(self, pid: int, /) -> str | None:
        """Return the host of the page that the active frame of a browser shows."""

    def site_of(self, ref: Ref, /) -> str | None:
        """Return the host of the page that an object is part of, None for one of the browser."""

    def close(self) -> None:
        """Close the connections."""


class AccessibilityLost(Exception):
    """The connection to the accessibility service broke."""


class NoAccessibility:
    """Where no accessibility service answers: nothing can be told, so nothing is."""

    def fileno(self) -> int:
        """Return no descriptor."""
        return -1

    def focus_changes(self) -> Sequence[FocusChange]:
        """Return no change."""
        return ()

    def pid(self, _ref: Ref) -> int | None:
        """Return no process."""
        return None

    def element(self, _ref: Ref) -> ElementFacts | None:
        """Return no element."""
        return None

    def is_focused(self, _ref: Ref) -> bool:
        """Return that nothing is known to have the focus."""
        return False

    def focused(self, _pid: int) -> Ref | None:
        """Return no object."""
        return None

    def text(self, _ref: Ref) -> str | None:
        """Return no text."""
        return None

    def under(self, _pid: int, _place: Place, _x: int, _y: int) -> Ref | None:
        """Return no object."""
        return None

    def menu_under(self, _pid: int, _x: int, _y: int) -> Ref | None:
        """Return no object."""
        return None

    def frame_name(self, _pid: int) -> str | None:
        """Return no name."""
        return None

    def site(self, _pid: int) -> str | None:
        """Return no host."""
        return None

    def site_of(self, _ref: Ref) -> str | None:
        """Return no host."""
        return None

    def close(self) -> None:
        """There is nothing to close."""


class LockWatch(Protocol):
    """Whether the session is locked or not the active one."""

    def filenos(self) -> Sequence[int]:
        """Return the descriptors that become readable when something happens."""

    def look(self) -> None:
        """Take in what happened, without waiting."""

    def locked(self) -> bool:
        """Return whether the session is known to be locked or in the background."""

    def close(self) -> None:
        """Close the connections."""


@dataclass(frozen=True, slots=True)
class Desktop:
    """The parts of an open desktop; each is used by the recorder's thread alone."""

    windows: WindowSystem
    lock: LockWatch
