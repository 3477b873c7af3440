"""The pynput listeners. Their callbacks only queue; they reduce, look up and decide nothing.

A press is queued as the number of the key and the state of the modifiers: what character it
would make is never worked out (it would be wrong on a second layout, with AltGr or an input
method). pynput needs a display to be imported, so it is imported when the listeners open.
"""

import logging
import os
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from Xlib import X, display, error

from capture.agent.clock import Clock
from capture.protocol.content import Button

QUEUE_MAX: Final = 5000
STOP_SECONDS: Final = 2.0
PASS_SECONDS: Final = 0.05
"""Of the passing pointer one place in this time is enough for four waypoints."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeyDown:
    """A key went down: number of the key, state of the modifiers. Lives in memory only."""

    moment: float
    keycode: int
    state: int


@dataclass(frozen=True, slots=True)
class ButtonChange:
    """A button of the pointer went down or came up, at pixels of the screen."""

    moment: float
    button: Button
    down: bool
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Wheel:
    """The wheel turned by notches."""

    moment: float
    right: int
    up: int


@dataclass(frozen=True, slots=True)
class Passed:
    """The pointer passed by, at pixels of the screen."""

    moment: float
    x: int
    y: int


Heard = KeyDown | ButtonChange | Wheel | Passed


@dataclass(frozen=True, slots=True)
class _Press:
    keycode: int
    state: int


class _Quiet:
    """What every listener here does otherwise than pynput's own.

    It spends nothing while nothing may be recorded, ends when it is told to and not with the next
    key or move, and ends with one line and without a traceback when the display is lost.
    """

    owner: "Listeners"

    def run(self) -> None:
        """Listen until the end."""
        try:
            super().run()  # type: ignore[misc]
        except Exception as problem:  # noqa: BLE001 - the thread ends here whatever happened
            log.error("a listener ended: %s", type(problem).__name__)  # noqa: TRY400

    def _handler(self, events: object) -> None:
        if self.owner.listening:
            super()._handler(events)  # type: ignore[misc]

    def _stop_platform(self: Any) -> None:
        """Ask on a connection of its own: pynput's is busy waiting."""
        self.wait()
        with suppress(error.DisplayError, error.ConnectionClosedError, OSError):
            asking = display.Display()
            asking.record_disable_context(self._context)
            asking.sync()
            asking.close()


class Listeners:
    """Keyboard and pointer listeners with one queue; opened once, then watched."""

    def __init__(self, clock: Clock, wake: Callable[[], None]) -> None:
        """Prepare without opening.

        Args:
            clock: gives each event its moment.
            wake: called from the listeners' threads after something was queued.
        """
        self._clock = clock
        self._wake = wake
        self._queue: deque[Heard] = deque(maxlen=QUEUE_MAX)
        self._threads: list[Any] = []
        self._followed = False
        self._passed_at = 0.0
        self.listening = False

    def start(self) -> None:
        """Open the listeners of keys and buttons and wait until they hear."""
        os.environ.setdefault("PYNPUT_BACKEND", "xorg")
        from pynput import keyboard, mouse  # noqa: PLC0415

        class Keys(_Quiet, keyboard.Listener):  # type: ignore[misc]
            """Hands on the number of a key instead of a character."""

            owner = self

            def _event_to_key(self, _display: object, event: Any) -> _Press:  # noqa: ANN401
                return _Press(event.detail, event.state)

        class Buttons(_Quiet, mouse.Listener):  # type: ignore[misc]
            """Hears buttons and wheel; the server does not even send it passing."""

            owner = self
            _EVENTS = (X.ButtonPress, X.ButtonRelease)

        buttons = {
            mouse.Button.left: Button.LEFT,
            mouse.Button.right: Button.RIGHT,
            mouse.Button.middle: Button.MIDDLE,
        }

        def clicked(x: int, y: int, button: object, down: bool) -> None:
            known = buttons.get(button)
            if known is not None:
                self._put(lambda moment: ButtonChange(moment, known, down, x, y))

        self._open(Keys(on_press=self._pressed))
        self._open(Buttons(on_click=clicked, on_scroll=self._scrolled))

    def follow_pointer(self) -> None:
        """Open the listener of the passing pointer, once; only for who may record paths."""
        if self._followed:
            return
        self._followed = True
        from pynput import mouse  # noqa: PLC0415

        class Passing(_Quiet, mouse.Listener):  # type: ignore[misc]
            """Hears where the pointer passes."""

            owner = self
            _EVENTS = (X.MotionNotify, X.MotionNotify)

        self._open(Passing(on_move=self._moved))

    def _open(self, thread: Any) -> None:  # noqa: ANN401 - pynput has no types
        thread.start()
        thread.wait()
        self._threads.append(thread)

    def _pressed(self, press: object) -> None:
        if isinstance(press, _Press):
            self._put(lambda moment: KeyDown(moment, press.keycode, press.state))

    def _scrolled(self, _x: int, _y: int, right: int, up: int) -> None:
        self._put(lambda moment: Wheel(moment, right, up))

    def _moved(self, x: int, y: int) -> None:
        now = self._clock.monotonic()
        if now - self._passed_at >= PASS_SECONDS:
            self._passed_at = now
            self._put(lambda moment: Passed(moment, x, y))

    def _put(self, make: Callable[[float], Heard]) -> None:
        """Queue an event; an error must not reach pynput, which would print its text."""
        if not self.listening:
            return
        try:
            self._queue.append(make(self._clock.boottime()))
            self._wake()
        except Exception as problem:  # noqa: BLE001 - it would end the listener
            log.error("a listener callback failed: %s", type(problem).__name__)  # noqa: TRY400

    def drain(self) -> list[Heard]:
        """Return and forget what is queued."""
        heard: list[Heard] = []
        with suppress(IndexError):
            while True:
                heard.append(self._queue.popleft())
        return heard

    def clear(self) -> None:
        """Drop what is queued."""
        self._queue.clear()

    def alive(self) -> bool:
        """Return whether every listener's thread lives; `running` of pynput does not tell."""
        return bool(self._threads) and all(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """Close the listeners and drop what is queued."""
        self.listening = False
        for thread in self._threads:
            if thread.is_alive():
                thread.stop()
        for thread in self._threads:
            threading.Thread.join(thread, STOP_SECONDS)  # that of pynput raises what it caught
        self.clear()
