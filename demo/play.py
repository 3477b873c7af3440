"""Plays a working day through the real pipeline: enrolment, lease, reducer, spool, upload.

Only the desktop is a script: its raw events enter where a recorder's would. Everything behind
is what runs on an employee's computer and on the server.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from capture.agent.assembly import LEFTOVERS, assembled, http_client, vault_of
from capture.agent.calls import Refused, Unreachable
from capture.agent.clock import SystemClock
from capture.agent.core import Agent
from capture.agent.enrolment import Enrolling
from capture.agent.episodes import Stays
from capture.agent.events import RecorderParts
from capture.agent.exclusions import OwnExclusions
from capture.agent.identity import ENROLLED_FILE, Enrolment, Identity
from capture.agent.indicator.sign import Answered, Press, Shown
from capture.agent.service import Service
from capture.agent.state_folder import StateFolder
from capture.agent.uploader import DeviceEnded
from capture.protocol.messages import Reply
from demo.company import company
from demo.scenes import Scene, every, raw_events
from demo.seed import employee
from governance.consent import decisions
from governance.devices import enrolment
from governance.directory.models import Employee
from governance.errors import Refusal
from governance.keys import intake, tasks

PLAYED = "played"
PATIENCE = 120.0  # seconds for the server to answer, and for a lease


class NoAnswer(Refusal):
    """The server did not answer in time."""

    code = "no-answer"
    message = _("The server did not answer in time.")
    remedy = _("Look at var/log, then run the command again.")


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


class StageClock(SystemClock):
    """The clocks of this computer, but for the day and hour that a scene plays at."""

    def __init__(self) -> None:
        self.scene: datetime | None = None

    def wall(self) -> datetime:
        """Return the hour of the scene."""
        return self.scene or super().wall()


@dataclass(slots=True)
class ScriptedRecorder:
    """A recorder whose desktop is a script."""

    stays: Stays
    clock: StageClock

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

    def play(self, scene: Scene, agent: Agent) -> None:
        """Feed the raw events of a scene, as the desktop would."""
        lease = agent.keeper.current()
        if lease is None:
            raise NoAnswer
        listed = {a.name: a for grant in lease.grants for a in grant.applications}
        now = SystemClock().wall()
        there = now.replace(hour=scene.hour, minute=0) - timedelta(days=scene.days_ago)
        self.clock.scene = min(there, now)
        for event in raw_events(scene, listed, self.clock):
            self.stays.feed(event)


def scripted_recorder(parts: RecorderParts) -> ScriptedRecorder:
    """Return a recorder for a script (a `RecorderFactory`)."""
    own, clock = OwnExclusions(parts.state_folder), StageClock()
    return ScriptedRecorder(Stays(parts.admission, parts.sink, clock, own, language="en"), clock)


def perform(folder: Path) -> None:
    """Be the device of the person in the demonstration, until it is ended.

    The first time the person allows, enrols it, says Yes and works through all scenes; from then
    on it keeps its waiting request open as every device does, so that a withdrawal reaches it.

    Args:
        folder: state folder of the device; one that was enrolled before is used again.

    Raises:
        NoAnswer: the server did not answer in time.
    """
    state = StateFolder(folder)
    _wait_for_the_server()
    if not (folder / ENROLLED_FILE).exists():
        person = employee(company().persona(company().consent.person))
        _allow(person)
        _wait_for_the_key()
        _enrol(person, state)
    try:
        with assembled(state, StageSign(), scripted_recorder) as agent:
            if not (folder / PLAYED).exists():
                _work(agent)
                (folder / PLAYED).touch(mode=0o600)
            Service(agent).run()
    except DeviceEnded:
        return  # it was removed in the browser


def _work(agent: Agent) -> None:
    _say_yes(agent)
    for scene in every():
        _recorder_of(agent).play(scene, agent)
    _upload(agent)


def _allow(person: Employee) -> None:
    slug = Path(company().purpose).stem
    for kind in company().consent.kinds:
        decisions.give(person, slug, kind, person.language)


def _wait_for_the_key() -> None:
    """Let the worker make the intake key of today, without which there is no lease."""
    tasks.rotate_intake.delay()
    end = time.monotonic() + PATIENCE
    while intake.current() is None:
        if time.monotonic() > end:
            raise NoAnswer
        time.sleep(0.5)


def _recorder_of(agent: Agent) -> ScriptedRecorder:
    if not isinstance(agent.recorder, ScriptedRecorder):
        raise TypeError("the demonstration plays on a script")
    return agent.recorder


def _enrol(person: Employee, state: StateFolder) -> None:
    with state.alone(), http_client() as http:
        enrolling = Enrolling(
            http, settings.PUBLIC_URL, Ed25519PrivateKey.generate(), SystemClock()
        )
        opened = enrolling.begin()
        shown = enrolment.enter_code(person, opened.code)
        enrolled = enrolling.confirm(opened, shown.words)
        told = Enrolment(server=settings.PUBLIC_URL, enrolled=enrolled)
        vault_of(Identity.create(state, enrolling.private, told, LEFTOVERS)).create()


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
