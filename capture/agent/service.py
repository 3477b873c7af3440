"""Runs an agent: a thread for each of its steps, and a look around every half second."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from capture.agent.calls import Refused, Unreachable
from capture.agent.core import Agent
from capture.agent.uploader import DeviceEnded, backoff

log = logging.getLogger(__name__)
LOOK_SECONDS: Final = 0.5
BREATH_SECONDS: Final = 0.25
"""Least time between two waiting requests, whatever the server answers."""
REACH_SECONDS: Final = 30.0
"""Longest time before the server is asked for a lease again, unless it named another one."""


class Service:
    """An agent at work. A step that fails in a way nobody foresaw stops all of it."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._guarded, args=(work,), name=name, daemon=True)
            for name, work in (
                ("sayso-wait", self._waiting),
                ("sayso-upload", self._uploading),
                ("sayso-errands", self._errands),
            )
        ]
        self.lost_desktop = False
        self.broken = False
        self.ended: DeviceEnded | None = None

    def stop(self) -> None:
        """Ask everything to end; safe in a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Work until stopped, or until the desktop or the server ends it.

        Afterwards `ended`, `lost_desktop` and `broken` say why; the agent is still to be closed.
        """
        agent = self._agent
        agent.recorder.start()
        agent.look_around()
        for thread in self._threads:
            thread.start()
        try:
            while not self._stop.wait(LOOK_SECONDS):
                agent.look_around()
                if not agent.recorder.healthy():
                    self.lost_desktop = True
                    break
        finally:
            self._stop.set()
            agent.errand_due.set()
            agent.keeper.drop()
            agent.calls.interrupt()
            agent.recorder.stop()
            for thread in self._threads:
                thread.join(timeout=2)

    def _guarded(self, work: Callable[[], None]) -> None:
        """Let no thread die in silence: without one of them nothing may be recorded."""
        try:
            work()
        except DeviceEnded as ended:
            self.ended = ended
            self._agent.end(ended.code)
        except Exception as error:  # noqa: BLE001 - whatever it is, recording must stop
            if not self._stop.is_set():
                self.broken = True
                log.error("stopped: %s", type(error).__name__)  # noqa: TRY400 - no content
        finally:
            self._stop.set()

    def _waiting(self) -> None:
        failures = 0
        while not self._stop.is_set():
            pause = self._ask(failures)
            failures = 0 if pause is None else failures + 1
            self._stop.wait(max(pause or 0.0, BREATH_SECONDS))

    def _ask(self, failures: int) -> float | None:
        """Ask for a lease; return the seconds until it is tried again, None where it went well.

        A refusal is asked about as often as silence: once a clock is set, the sign says so soon.
        """
        contact = self._agent.contact
        try:
            self._agent.wait_once()
        except Unreachable:
            if self._agent.asks_anew():
                return 0.0
            contact.lost()
            return min(REACH_SECONDS, backoff(failures))
        except Refused as refusal:
            contact.refused(refusal.code)
            return float(refusal.retry_after or min(REACH_SECONDS, backoff(failures)))
        if contact.heard():
            self._agent.errand_due.set()  # what could not be told meanwhile waits no longer
        return None

    def _uploading(self) -> None:
        while not self._stop.wait(self._agent.uploader.due_in()):
            self._agent.upload_once()

    def _errands(self) -> None:
        failures = 0
        while not self._stop.is_set():
            self._agent.errand_due.clear()
            try:
                self._agent.run_errands()
            except (Unreachable, Refused):
                failures += 1
                self._agent.errand_due.wait(backoff(failures))
            else:
                failures = 0
                self._agent.errand_due.wait()
