"""One computer of the probe: the agent of every employee's computer in a process of its own.

    python -m operations.probe.computer FOLDER CLASS EXECUTABLE [--frame NAME --site HOST]

Display, keyboard and sign are absent on a server, so that they are played. Everything else is
what runs on a desktop; this process knows no Django, no database and no secret of the server.
"""

import argparse
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from capture.agent import working
from capture.agent.clock import Clock
from capture.agent.episodes import Stays
from capture.agent.events import (
    ElementFacts,
    FieldEntered,
    FieldLeft,
    FieldStill,
    KeyPressed,
    PointerPressed,
    PointerReleased,
    RawEvent,
    Recorder,
    RecorderParts,
    WindowChanged,
    WindowFacts,
)
from capture.agent.exclusions import OwnExclusions
from capture.agent.indicator.sign import Answered, Press, Shown
from capture.agent.state_folder import StateFolder
from capture.protocol.content import Button

EVERY_SECONDS: Final = 3.0
"""From one played stay to the next: whoever goes on after a withdrawal is seen within it."""
BUTTON_ROLE: Final = 43
ENTRY_ROLE: Final = 79
TEXT: Final = "Routine entry"


@dataclass(frozen=True, slots=True)
class Place:
    """The window in which is played, and the site where it is a browser's."""

    window: WindowFacts
    site: str | None


class PlayedSign:
    """Nobody sits at this computer, so its sign is seen by nobody and always there."""

    def show(self, shown: Shown) -> None:
        """Show nothing."""

    def alive(self) -> bool:
        """Return that it is there."""
        return True

    def pressed(self) -> list[Press | Answered]:
        """Return that nothing was pressed."""
        return []

    def close(self) -> None:
        """Nothing is open."""


class PlayedRecorder:
    """A desktop on which somebody works on and on, whether or not it may be recorded."""

    accessible: Final = True
    pause_key_free: Final = True

    def __init__(self, place: Place, parts: RecorderParts) -> None:
        self._place = place
        self._clock = parts.clock
        own = OwnExclusions(parts.state_folder)
        self._stays = Stays(parts.admission, parts.sink, parts.clock, own, language="en")
        self._busy = threading.RLock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._play, name="sayso-played", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(EVERY_SECONDS)

    def discard_open(self) -> None:
        """Drop the open stay."""
        with self._busy:
            self._stays.discard()

    def healthy(self) -> bool:
        """Return whether it still plays."""
        return self._thread.is_alive()

    def _play(self) -> None:
        while not self._stopping.wait(EVERY_SECONDS):
            for event in played(self._place, self._clock):
                with self._busy:
                    self._stays.feed(event)


def played(place: Place, clock: Clock) -> Iterator[RawEvent]:
    """Yield the raw events of a short stay, with something of each ordinary kind of data."""
    yield WindowChanged(clock.boottime(), place.window, place.site)
    button = ElementFacts(BUTTON_ROLE, "push button", "Save")
    yield PointerPressed(clock.boottime(), Button.LEFT, 0.5, 0.5, button)
    yield PointerReleased(clock.boottime(), Button.LEFT, 0.5, 0.5)
    yield FieldEntered(clock.boottime(), _field(""))
    yield FieldStill(clock.boottime())
    for _sign in TEXT:  # that a key went down, never which
        yield KeyPressed(clock.boottime(), None, frozenset(), printable=True)
    yield FieldLeft(clock.boottime(), _field(TEXT))
    yield KeyPressed(clock.boottime(), "s", frozenset({"ctrl"}), printable=False)
    yield WindowChanged(clock.boottime(), None)


def _field(value: str) -> ElementFacts:
    return ElementFacts(ENTRY_ROLE, "entry", "Name", editable=True, value=value)


def _recorder(place: Place, parts: RecorderParts) -> Recorder:
    return PlayedRecorder(place, parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Be one computer until SIGTERM."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("wm_class")
    options.add_argument("executable")
    options.add_argument("--frame")
    options.add_argument("--site")
    told = options.parse_args(arguments)
    window = WindowFacts(
        wm_class=told.wm_class,
        executable=told.executable,
        title="Probe",
        frame_name=told.frame,
        window_id=1,
        pid=1,
    )
    recorder = partial(_recorder, Place(window, told.site))
    service = working.work(StateFolder(told.folder), PlayedSign(), recorder, _silent)
    return int(service.ended is not None or service.lost_desktop or service.broken)


def _silent(_sentence: str) -> None:
    """Say nothing: nobody is there."""


if __name__ == "__main__":
    sys.exit(main())
