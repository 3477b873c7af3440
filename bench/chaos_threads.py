"""What goes on while processes are killed: agents that send, one that asks, and a watch."""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from capture.agent.calls import Refused, Unreachable
from capture.agent.core import Agent
from capture.agent.state_folder import StateFolder
from capture.protocol.content import Episode
from tests import agents
from tests.stack import PATIENCE, Stack

EACH = 0.5  # seconds between two episodes of an agent
DRAINED = 300.0  # seconds in which everything must have been stored after the last kill
Mark = tuple[int, int, int]


class Sender(threading.Thread):
    """One agent that goes on making and sending episodes until it is told to stop."""

    def __init__(self, number: int, state: StateFolder) -> None:
        super().__init__(daemon=True, name=f"agent-{number}")
        self._number, self._state = number, state
        self.ready, self.stop = threading.Event(), threading.Event()
        self.made: list[Mark] = []
        self.acknowledged: list[float] = []
        self.empty = False

    def run(self) -> None:
        """Send until told to stop, and then until nothing is left."""
        with ExitStack() as ends:
            agent = agents.opened(ends, self._state)
            agents.say_yes(agent)
            form = agents.typed(agent, "routine entry of a row")
            self.ready.set()
            while not self.stop.wait(EACH):
                agent.spool.add(self._marked(form))
                self._upload(agent)
            end = time.monotonic() + DRAINED
            while agent.spool.rows() and time.monotonic() < end:
                self._upload(agent)
                time.sleep(0.1)
            self.empty = not agent.spool.rows()

    def _upload(self, agent: Agent) -> None:
        before = agent.spool.mark()
        with suppress(Unreachable, Refused):  # it is sent again, with the same bytes
            agent.upload_once()
        if agent.spool.mark() > before:
            self.acknowledged.append(time.monotonic())

    def _marked(self, form: Episode) -> Episode:
        """Return an episode with a mark that masking leaves alone: a place and an amount."""
        count = len(self.made)
        mark = (count % 201, count // 201 % 201, self._number)
        self.made.append(mark)
        click = {
            "do": "click",
            "button": "left",
            "count": 1,
            "x": mark[0] / 200,
            "y": mark[1] / 200,
            "role": None,
            "name": None,
        }
        scroll = {"do": "scroll", "direction": "down", "amount": mark[2]}
        parts = form.model_dump(mode="json")
        switch = parts["actions"][0]
        text = parts["actions"][-1]
        parts |= {"id": str(uuid.uuid4()), "actions": [switch, click, scroll, text]}
        return Episode.model_validate_json(json.dumps(parts))


class Asker(threading.Thread):
    """An agent that holds a waiting request and asks for leases, as each does all day."""

    def __init__(self, state: StateFolder) -> None:
        super().__init__(daemon=True, name="asker")
        self._state = state
        self.stop = threading.Event()

    def run(self) -> None:
        """Ask until told to stop; the request that is held then ends with the process."""
        with ExitStack() as ends:
            agent = agents.opened(ends, self._state)
            while not self.stop.wait(0.2):
                with suppress(Unreachable, Refused):
                    agent.wait_once()


class Watch(threading.Thread):
    """Notes when something was stored, by what the database itself counts."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(daemon=True, name="watch")
        self._url = stack.environment["DATABASE_URL"]
        self.stop = threading.Event()
        self.grew: list[float] = []

    def run(self) -> None:
        """Look five times a second."""
        seen = 0
        with _counter(self._url) as count:
            while not self.stop.wait(0.2):
                if (now := count()) > seen:
                    seen = now
                    self.grew.append(time.monotonic())


@contextmanager
def _counter(url: str) -> Iterator[Callable[[], int]]:
    asked = "SELECT COUNT(*) FROM training_episode"
    if url.startswith("sqlite"):
        import sqlite3

        file = url.removeprefix("sqlite:///")
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)
    else:
        import psycopg

        connection = psycopg.connect(url, autocommit=True)
    try:
        yield lambda: int(connection.execute(asked).fetchone()[0])
    finally:
        connection.close()


def until_none_asks() -> None:
    """Wait for the agents that ask: each still has its state folder open."""
    for thread in threading.enumerate():
        if isinstance(thread, Asker):
            thread.stop.set()
            thread.join(PATIENCE)
