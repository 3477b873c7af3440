"""The recorder of a desktop: one thread between the listeners and the episodes."""

import logging
import os
import select
import threading
from contextlib import suppress
from typing import Final

from capture.agent.desktop.adapter import AccessibilityLost, Desktop
from capture.agent.desktop.choose import open_accessibility, open_desktop
from capture.agent.episodes import Stays
from capture.agent.events import Recorder, RecorderParts
from capture.agent.exclusions import OwnExclusions
from capture.agent.listeners import Listeners
from capture.agent.observer import Observer
from capture.protocol.messages import Kind

ROUND_SECONDS: Final = 1.0
"""Longest time between two rounds, so that a new lease and a lost display are noticed."""
AGAIN_SECONDS: Final = 5.0
"""A lost accessibility service is looked for again at most this often."""
STOP_SECONDS: Final = 3.0
log = logging.getLogger(__name__)


def desktop_recorder(parts: RecorderParts) -> Recorder:
    """Return the recorder of this session's desktop, not yet started (a `RecorderFactory`).

    Raises:
        DesktopRefused: this desktop cannot be recorded faithfully.
    """
    return DesktopRecorder(parts, open_desktop())


class DesktopRecorder:
    """Listeners, windows, focus and lock of one desktop, in one thread.

    `discard_open` waits for the running round, so it must not be called while holding a lock
    that the admission or the sink takes.
    """

    def __init__(self, parts: RecorderParts, desktop: Desktop) -> None:
        """Prepare without listening."""
        self._parts = parts
        self._desktop = desktop
        self._accessibility = open_accessibility()
        self._again_at = 0.0
        own = OwnExclusions(parts.state_folder)
        stays = Stays(parts.admission, parts.sink, parts.clock, own)
        self._observer = Observer(desktop, self._accessibility, stays, parts.clock)
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._listeners = Listeners(parts.clock, self._wake)
        self._busy = threading.RLock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sayso-recorder", daemon=True)

    @property
    def pause_key_free(self) -> bool:
        """Whether the pause key is ours; False where another program owns it."""
        return self._desktop.windows.pause_key_free

    @property
    def accessible(self) -> bool:
        """Whether the accessibility service answers; without it no text and no element."""
        return self._accessibility.fileno() >= 0

    def start(self) -> None:
        """Open the listeners, once."""
        self._listeners.start()
        self._thread.start()

    def stop(self) -> None:
        """Discard what is open and close everything."""
        self._stopping.set()
        self._listeners.stop()
        self._wake()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(STOP_SECONDS)
        self.discard_open()
        if self._thread.ident is None:
            self._close()

    def discard_open(self) -> None:
        """Drop the open field, the open episodes and every queued event."""
        self._listeners.clear()
        with self._busy:
            self._listeners.clear()
            self._observer.discard()

    def healthy(self) -> bool:
        """Return whether both listeners and the recorder's own thread are alive."""
        return self._thread.is_alive() and self._listeners.alive()

    def _wake(self) -> None:
        with suppress(BlockingIOError, OSError):  # full means that the thread wakes anyway
            os.write(self._wake_write, b".")

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._once()
        except Exception as error:  # noqa: BLE001 - nothing may go on after what nobody expected
            log.error("the recorder stopped: %s", type(error).__name__)  # noqa: TRY400
        finally:
            self._listeners.stop()
            self._observer.discard()
            self._close()

    def _close(self) -> None:
        self._desktop.windows.close()
        self._desktop.lock.close()
        self._accessibility.close()

    def _once(self) -> None:
        """Wait for something to happen, then take one round."""
        self._wait()
        was_covered = self._observer.covered
        with self._busy:
            self._round()
        if self._observer.covered and not was_covered:
            self._parts.lease_dropped()
        if self._observer.pause_pressed:
            self._parts.pause_pressed()

    def _round(self) -> None:
        heard = self._listeners.drain()
        try:
            self._observer.round(heard)
        except AccessibilityLost:
            self._reconnect(lost=True)
        kinds = self._observer.kinds
        self._listeners.listening = bool(kinds)
        if Kind.POINTER_PATHS in kinds:
            self._listeners.follow_pointer()
        if kinds and not self.accessible:
            self._reconnect(lost=False)

    def _reconnect(self, *, lost: bool) -> None:
        """Look for the accessibility service again, but not all the time."""
        now = self._parts.clock.boottime()
        if not lost and now < self._again_at:
            return
        self._again_at = now + AGAIN_SECONDS
        found = open_accessibility()
        if lost or found.fileno() >= 0:
            self._accessibility.close()
            self._accessibility = found
            self._observer.use(found)

    def _wait(self) -> None:
        """Wait until a descriptor is readable, the next look is due, or a second has passed."""
        poll = select.poll()
        for descriptor in (self._wake_read, *self._descriptors()):
            poll.register(descriptor, select.POLLIN)
        poll.poll(self._timeout() * 1000)
        with suppress(BlockingIOError):
            while os.read(self._wake_read, 4096):
                pass

    def _descriptors(self) -> list[int]:
        found = [self._desktop.windows.fileno(), *self._desktop.lock.filenos()]
        return [*found, self._accessibility.fileno()] if self.accessible else found

    def _timeout(self) -> float:
        if self._desktop.windows.pending():
            return 0
        due = self._observer.next_at()
        if due is None:
            return ROUND_SECONDS
        return min(ROUND_SECONDS, max(0.0, due - self._parts.clock.boottime()))
