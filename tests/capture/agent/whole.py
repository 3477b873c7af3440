"""A whole agent in one process: real parts, a clock set by hand, a sign and a recorder of tests."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capture.agent.clock import SetClock
from capture.agent.core import Agent, AgentParts
from capture.agent.enrolment import Enrolling, login_name
from capture.agent.events import RecorderParts, WindowFacts
from capture.agent.identity import Enrolment, Identity
from capture.agent.indicator.sign import Answered, Press, Shown
from capture.agent.state_folder import StateFolder
from tests.capture.agent.small_server import SmallServer

SERVER = "https://sayso.example/"
SHEET = WindowFacts(wm_class="sheets", executable="/usr/bin/sheets", title="Budget")


@dataclass
class SeenSign:
    """A sign that a person sees, or not."""

    seen: bool = True
    shown: list[Shown] = field(default_factory=list)
    presses: list[Press | Answered] = field(default_factory=list)

    def show(self, shown: Shown) -> None:
        self.shown.append(shown)

    def alive(self) -> bool:
        return self.seen

    def pressed(self) -> list[Press | Answered]:
        found, self.presses = self.presses, []
        return found

    def close(self) -> None:
        self.seen = False


@dataclass
class Played:
    """A recorder whose events are played by the test."""

    parts: RecorderParts
    discarded: int = 0
    well: bool = True
    accessible: bool = True
    pause_key_free: bool = True

    def start(self) -> None:
        pass

    def stop(self) -> None:
        self.well = False

    def discard_open(self) -> None:
        self.discarded += 1

    def healthy(self) -> bool:
        return self.well

    def allowed(self, window: WindowFacts = SHEET, site: str | None = None) -> tuple[str, ...]:
        """The purposes that may record an event in this window at this moment."""
        moment = self.parts.clock.boottime()
        return tuple(g.purpose for g in self.parts.admission.grants_for(window, site, moment))

    def record(self, episode) -> None:
        self.parts.sink.add(episode)


@dataclass
class Whole:
    """Agent, server, clock, sign and recorder."""

    agent: Agent
    server: SmallServer
    clock: SetClock
    sign: SeenSign
    folder: StateFolder
    master: bytes
    destroyed: list[bool]

    @property
    def recorder(self) -> Played:
        return self.agent.recorder

    def allowed(self, *args) -> tuple[str, ...]:
        return self.recorder.allowed(*args)

    def again(self, folder: StateFolder | None = None) -> "Whole":
        """The same device started anew (or from a copy of its folder)."""
        return build(folder or self.folder, self.server, self.clock, self.master)


def enrol(folder: StateFolder, server: SmallServer, clock: SetClock) -> Identity:
    with server.client() as http:
        enrolling = Enrolling(http, SERVER, Ed25519PrivateKey.generate(), clock)
        enrolled = enrolling.confirm(enrolling.begin(), server.words)
    server.device_private = enrolling.private
    return Identity.create(folder, enrolling.private, Enrolment(server=SERVER, enrolled=enrolled))


def build(folder: StateFolder, server: SmallServer, clock: SetClock, master: bytes) -> Whole:
    sign, destroyed = SeenSign(), []
    agent = Agent(
        AgentParts(
            identity=Identity.load(folder),
            http=server.client(),
            clock=clock,
            master=master,
            sign=sign,
            recorder=Played,
            destroy_master=lambda: destroyed.append(True),
        )
    )
    return Whole(agent, server, clock, sign, folder, master, destroyed)


def whole(path: Path, *grants) -> Whole:
    clock = SetClock(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    server = SmallServer(clock, login_name(), grants)
    folder = StateFolder(path)
    enrol(folder, server, clock)
    return build(folder, server, clock, b"m" * 32)
