"""The seam between desktop and agent: raw events in memory, and who asks whom for what.

Raw events never leave memory: the reducer turns them into actions before anything is written.
`moment` is always CLOCK_BOOTTIME in seconds, as the agent's clock gives it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from capture.agent.clock import Clock
from capture.protocol.content import Button, Episode
from capture.protocol.lease import Grant


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """What identifies a window. Title and frame name are content and stay in memory.

    Attributes:
        wm_class: second part of WM_CLASS.
        executable: resolved path of `/proc/<pid>/exe` of `_NET_WM_PID`.
        title: title of the window, if it has one.
        frame_name: accessible name of its frame; None where accessibility did not answer.
        window_id: number of the window in the display, to tell two windows apart.
        pid: process of the window, to tell whose accessibility events are meant.
    """

    wm_class: str
    executable: str
    title: str | None = None
    frame_name: str | None = None
    window_id: int = 0
    pid: int = 0


@dataclass(frozen=True, slots=True)
class ElementFacts:
    """An accessible object; judged by its role number, never by its name.

    Attributes:
        role: AT-SPI role number.
        role_name: AT-SPI role in English, as it goes into an action.
        name: accessible name, if any.
        editable: whether its state says that text can be put in.
        value: its text, only if the role and state allow to ask for it; None if not asked or
            not answered.
    """

    role: int
    role_name: str
    name: str | None = None
    editable: bool = False
    value: str | None = None


@dataclass(frozen=True, slots=True)
class WindowChanged:
    """Another window (None: none that can be told) is active, or its title or site changed."""

    moment: float
    window: WindowFacts | None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class PointerPressed:
    """A button went down; fractions of the window, None outside of it or where unknown."""

    moment: float
    button: Button
    x: float | None
    y: float | None
    element: ElementFacts | None = None


@dataclass(frozen=True, slots=True)
class PointerReleased:
    """A button came up."""

    moment: float
    button: Button
    x: float | None
    y: float | None


@dataclass(frozen=True, slots=True)
class PointerMoved:
    """The pointer passed by; used for waypoints alone, where they are allowed."""

    moment: float
    x: float | None
    y: float | None


@dataclass(frozen=True, slots=True)
class Scrolled:
    """The wheel turned: notches to the right and upwards."""

    moment: float
    right: int
    up: int


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key went down. No stored character comes from it.

    Attributes:
        key: name for shortcuts ("c", "enter", "f5"), from layout group 1; None for a key that
            can be no part of a shortcut, so that nothing typed is even named in memory.
        modifiers: those held, of "ctrl", "alt", "shift", "super", "altgr".
        printable: whether it would put a character into a field.
    """

    moment: float
    key: str | None
    modifiers: frozenset[str]
    printable: bool


@dataclass(frozen=True, slots=True)
class FieldEntered:
    """The focus is in this element now, with the value it had; None: unknown."""

    moment: float
    element: ElementFacts | None


@dataclass(frozen=True, slots=True)
class FieldStill:
    """After Tab, Enter, a click or a shortcut the focus proved to be where it was."""

    moment: float


@dataclass(frozen=True, slots=True)
class FieldLeft:
    """The focus left the element that was entered last, with the value it had then."""

    moment: float
    element: ElementFacts | None


@dataclass(frozen=True, slots=True)
class Covered:
    """The screen is locked or covered, or the session is not the active one."""

    moment: float


RawEvent = (
    WindowChanged
    | PointerPressed
    | PointerReleased
    | PointerMoved
    | Scrolled
    | KeyPressed
    | FieldEntered
    | FieldStill
    | FieldLeft
    | Covered
)


class Admission(Protocol):
    """What the lease allows at this moment; asked before each event."""

    def grants_for(self, window: WindowFacts, site: str | None, moment: float) -> tuple[Grant, ...]:
        """Return the grants that allow an event in this window; empty means record nothing.

        Args:
            window: the window of the event.
            site: host in the address bar for a browser, else None.
            moment: CLOCK_BOOTTIME of the event.
        """


class EpisodeSink(Protocol):
    """Where closed episodes go, each for one purpose alone: the spool."""

    def add(self, episode: Episode) -> None:
        """Keep one episode, encrypted, until it is uploaded or erased."""


class Recorder(Protocol):
    """Listeners, reducer and episodes of one desktop."""

    @property
    def accessible(self) -> bool:
        """Whether the accessibility service answers."""

    @property
    def pause_key_free(self) -> bool:
        """Whether the pause key is ours."""

    def start(self) -> None:
        """Open the listeners, once."""

    def stop(self) -> None:
        """Discard what is open and close the listeners."""

    def discard_open(self) -> None:
        """Drop the open field, the open episode and every queued event."""

    def healthy(self) -> bool:
        """Return whether every listener is alive; asked every second."""


@dataclass(frozen=True, slots=True)
class RecorderParts:
    """What the agent hands to whoever builds a recorder.

    Attributes:
        admission: to be asked before each event.
        sink: takes closed episodes.
        clock: the only source of time.
        state_folder: where the person's own exclusions are kept.
        lease_dropped: to be called at session switch, lock and anything else that ends trust;
            the lease is dropped and asked for anew.
        pause_pressed: to be called when the pause key was pressed.
    """

    admission: Admission
    sink: EpisodeSink
    clock: Clock
    state_folder: Path
    lease_dropped: Callable[[], None]
    pause_pressed: Callable[[], None]


class RecorderFactory(Protocol):
    """Builds the recorder of a desktop (`capture.agent.desktop`), or of a script."""

    def __call__(self, parts: RecorderParts) -> Recorder:
        """Return a recorder that is not yet started.

        Raises:
            DesktopRefused: this desktop cannot be recorded faithfully (Wayland, no display).
        """


class DesktopRefused(Exception):
    """This desktop cannot be recorded; the text is one clear sentence for the person."""
