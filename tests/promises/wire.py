"""Agents at work against the server's own code, and what somebody on the wire sees of them.

The clocks are set by hand: a waiting request is held by turning them, and the upload slots that
fall into that time are used meanwhile. What is seen of each call: moment, path, bytes, status.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capture.agent.clock import SetClock
from capture.agent.core import Agent, AgentParts
from capture.agent.enrolment import Enrolling
from capture.agent.identity import Enrolment, Identity
from capture.agent.state_folder import StateFolder
from capture.ingest import holding, waiting_app
from capture.protocol.signatures import RequestParts
from governance import clock
from governance.devices import enrolment
from governance.directory.models import Employee
from tests.capture.agent.whole import Played, SeenSign
from tests.capture.ingest.desk import HOST, send

SERVER = f"https://{HOST}/"


@dataclass(frozen=True)
class Call:
    """One call as it is seen: when it began and was answered, in seconds of the window."""

    path: str
    began: float
    answered: float
    sent: int
    status: int
    received: int


@dataclass
class Wire:
    """A network of one agent, and all that was seen on it."""

    clock: SetClock
    seen: list[Call] = field(default_factory=list)
    meanwhile: Callable[[float], None] = lambda _until: None

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self._handle), trust_env=False)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        path, body = request.url.raw_path.decode(), request.content
        began = self.clock.boottime()
        if path == waiting_app.PATH:
            headers = tuple(request.headers.multi_items())
            with clock.at(self.clock.wall()):
                host = request.headers["host"]
                asker = holding.admit(RequestParts("POST", host, path, headers, body))
            return httpx.Response(200, stream=_Held(self, asker, began, len(body)))
        with clock.at(self.clock.wall()):
            answer = send(path, body, dict(request.headers))
        self._note(path, began, len(body), answer.status_code, len(answer.content))
        return httpx.Response(answer.status_code, stream=httpx.ByteStream(answer.content))

    def _note(self, path: str, began: float, sent: int, status: int, received: int) -> None:
        self.seen.append(Call(path, began, self.clock.boottime(), sent, status, received))


@dataclass
class _Held(httpx.SyncByteStream):
    """The body of a waiting request's answer: comes when the hold is over."""

    wire: Wire
    asker: holding.Asker
    began: float
    sent: int

    def __iter__(self) -> Iterator[bytes]:
        wire = self.wire
        with clock.at(wire.clock.wall()):
            changed = holding.first_look(self.asker).changed
        if not changed:
            low, high = waiting_app.HOLD - waiting_app.SPREAD, waiting_app.HOLD + waiting_app.SPREAD
            wire.meanwhile(self.began + waiting_app._DICE.uniform(low, high))
        with clock.at(wire.clock.wall()):
            body = holding.answer(self.asker, wire.clock.boottime() - self.began)
        wire._note(waiting_app.PATH, self.began, self.sent, 200, len(body))
        yield body


@dataclass
class Watched:
    """An enrolled agent whose calls are seen."""

    agent: Agent
    wire: Wire

    def run(self, seconds: float, every: Callable[["Watched"], None] = lambda _one: None) -> None:
        """Let time pass; `every` is called before each upload slot, as work goes on."""

        def meanwhile(until: float) -> None:
            while (due := self.agent.uploader.due_in()) <= until - self.wire.clock.boottime():
                self.wire.clock.advance(due)
                every(self)
                with clock.at(self.wire.clock.wall()):
                    self.agent.upload_once()
            self.wire.clock.advance(until - self.wire.clock.boottime())

        self.wire.meanwhile = meanwhile
        ends = self.wire.clock.boottime() + seconds
        while self.wire.clock.boottime() < ends:
            self.agent.wait_once()
            self.agent.run_errands()
            meanwhile(self.wire.clock.boottime() + 0.25)


@contextmanager
def started(folder: StateFolder, at: SetClock) -> Iterator[Watched]:
    """An agent of a state folder, as if its computer had just been started."""
    wire = Wire(at)
    with wire.client() as http:
        agent = Agent(
            AgentParts(
                identity=Identity.load(folder),
                http=http,
                clock=at,
                master=b"m" * 32,
                sign=SeenSign(),
                recorder=Played,
                destroy_master=lambda: None,
            )
        )
        try:
            yield Watched(agent, wire)
        finally:
            agent.close()


def enrol(folder: StateFolder, employee: Employee, at: SetClock) -> None:
    """Enrol the computer of a person over the wire, the code and the words as people do it."""
    with Wire(at).client() as http:
        key = Ed25519PrivateKey.generate()
        enrolling = Enrolling(http, SERVER, key, at, lambda: employee.login, lambda: "laptop")
        opened = enrolling.begin()
        with clock.at(at.wall()):
            words = enrolment.enter_code(employee, opened.code).words
        enrolled = enrolling.confirm(opened, words)
    Identity.create(folder, enrolling.private, Enrolment(server=SERVER, enrolled=enrolled))


def now() -> SetClock:
    return SetClock(clock.now() + timedelta(seconds=1))
