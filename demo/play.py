"""Plays a working day through the real pipeline: enrolment, lease, reducer, spool, upload.

Only the desktop is a script: its raw events enter where a recorder's would. Everything behind
is what runs on an employee's computer and on the server.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from capture.agent.assembly import LEFTOVERS, assembled, http_client, vault_of
from capture.agent.calls import Refused, Unreachable
from capture.agent.clock import SystemClock
from capture.agent.core import Agent
from capture.agent.enrolment import Enrolling
from capture.agent.episodes import Stays
from capture.agent.events import Recorder, RecorderParts, WindowChanged
from capture.agent.exclusions import OwnExclusions
from capture.agent.identity import Enrolment, Identity
from capture.agent.indicator.sign import Answered, Press, Shown
from capture.agent.state_folder import StateFolder
from capture.protocol.messages import Reply
from demo.company import company
from demo.scenes import Scene, scenes
from demo.seed import employee
from governance.consent import decisions
from governance.devices import enrolment, queries
from governance.directory.models import Employee

PATIENCE = 120.0  # seconds for the server to answer, and for a lease


class NoAnswer(Exception):
    """The server did not answer in time."""


class StageSign:
    """The stage is in plain view: the command says that it plays."""

    def show(self, shown: Shown) -> None:
        """Show nothing more."""

    def alive(self) -> bool:
        """Return that it is seen."""
        return True

    def pressed(self) -> list[Press | Answered]:
        """Return that nothing was pressed."""
        return []

    def close(self) -> None:
        """Nothing is open."""


@dataclass(slots=True)
class ScriptedRecorder:
    """A recorder whose desktop is a script."""

    parts: RecorderParts
    stays: Stays

    def start(self) -> None:
        """Listen to nothing: the script speaks."""

    def stop(self) -> None:
        """Nothing is open."""

    def discard_open(self) -> None:
        """Drop what is open."""
        self.stays.discard()

    def healthy(self) -> bool:
        """Return that the script can be heard."""
        return True

    def play(self, agent: Agent) -> None:
        """Feed every scene, and leave the last window so that its episode closes."""
        lease = agent.keeper.current()
        if lease is None:
            raise NoAnswer
        listed = {a.name: a for grant in lease.grants for a in grant.applications}
        for number, scene in enumerate(scenes(), start=1):
            self._feed(scene, number, listed)
        self.stays.feed(WindowChanged(self.parts.clock.boottime(), None))

    def _feed(self, scene: Scene, number: int, listed: dict[str, object]) -> None:
        for event in scene.events(number, listed[scene.application], self.parts.clock.boottime):
            self.stays.feed(event)


def scripted_recorder(parts: RecorderParts) -> Recorder:
    """Return a recorder for a script (a `RecorderFactory`)."""
    own = OwnExclusions(parts.state_folder)
    return ScriptedRecorder(
        parts, Stays(parts.admission, parts.sink, parts.clock, own, language="en")
    )


def play() -> bool:
    """Let the person of the demonstration allow, enrol and work; False where that was done.

    Raises:
        NoAnswer: the server did not answer in time.
    """
    person = employee(company().persona(company().consent.person))
    if queries.of(person.owner):
        return False
    _wait_for_the_server()
    for kind in company().consent.kinds:
        decisions.give(person, company_purpose(), kind, person.language)
    state = _enrol(person)
    with assembled(state, StageSign(), scripted_recorder) as agent:
        _say_yes(agent)
        recorder = agent.recorder
        if isinstance(recorder, ScriptedRecorder):
            recorder.play(agent)
        _upload(agent)
    return True


def company_purpose() -> str:
    """Return the slug of the demonstration's purpose."""
    return Path(company().purpose).stem


def _enrol(person: Employee) -> StateFolder:
    state = StateFolder(settings.VAR / "demo-agent")
    with state.alone(), http_client() as http:
        enrolling = Enrolling(
            http, settings.PUBLIC_URL, Ed25519PrivateKey.generate(), SystemClock()
        )
        opened = enrolling.begin()
        shown = enrolment.enter_code(person, opened.code)
        enrolled = enrolling.confirm(opened, shown.words)
        told = Enrolment(server=settings.PUBLIC_URL, enrolled=enrolled)
        vault_of(Identity.create(state, enrolling.private, told, LEFTOVERS)).create()
    return state


def _say_yes(agent: Agent) -> None:
    end = time.monotonic() + PATIENCE
    while agent.keeper.current() is None:
        if time.monotonic() > end:
            raise NoAnswer
        try:
            agent.wait_once()
            for question in agent.local.now.open_questions:
                agent.answer(question.id, Reply.YES)
            agent.run_errands()
        except (Unreachable, Refused):
            time.sleep(1)


def _upload(agent: Agent) -> None:
    end = time.monotonic() + PATIENCE
    while agent.spool.rows():
        if time.monotonic() > end:
            raise NoAnswer
        agent.upload_once()
        time.sleep(0.2)


def _wait_for_the_server() -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if httpx.get(settings.PUBLIC_URL, timeout=5, trust_env=False).status_code < 500:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise NoAnswer
