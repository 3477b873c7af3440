"""One computer of the demonstration: enrolled, asked, and at work as every other one."""

import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from capture.agent.assembly import LEFTOVERS, http_client, vault_of
from capture.agent.calls import Refused, Unreachable
from capture.agent.clock import SystemClock
from capture.agent.core import Agent
from capture.agent.enrolment import Enrolling
from capture.agent.identity import ENROLLED_FILE, Enrolment, Identity
from capture.agent.state_folder import StateFolder
from capture.protocol.messages import Reply
from demo.described import Play
from demo.scenes import scene
from demo.stage import NoAnswer, recorder_of
from governance.devices import enrolment
from governance.directory.models import Employee

PATIENCE = 120.0  # seconds for the server to answer, and for a lease


def wait_until(true: Callable[[], object], pause: float, patience: float = PATIENCE) -> None:
    """Wait for something that another process does.

    Raises:
        NoAnswer: it was not done in time.
    """
    end = time.monotonic() + patience
    while not true():
        if time.monotonic() > end:
            raise NoAnswer
        time.sleep(pause)


def enrol(person: Employee, computer: str, state: StateFolder) -> None:
    """Make a device of the person, once, as both the computer and the browser do it."""
    if (state.path / ENROLLED_FILE).exists():
        return
    with state.alone(), http_client() as http:
        enrolling = Enrolling(
            http,
            settings.PUBLIC_URL,
            Ed25519PrivateKey.generate(),
            SystemClock(),
            login=lambda: person.login,
            host=lambda: computer,
        )
        opened = enrolling.begin()
        shown = enrolment.enter_code(person, opened.code)
        enrolled = enrolling.confirm(opened, shown.words)
        told = Enrolment(server=settings.PUBLIC_URL, enrolled=enrolled)
        vault_of(Identity.create(state, enrolling.private, told, LEFTOVERS)).create()


def work(agent: Agent, play: Play, played: Callable[[int], None]) -> None:
    """Say Yes at the device, play all scenes, and send what waits.

    Args:
        agent: of an enrolled device.
        play: what is played on it.
        played: told how many stays have been sent.

    Raises:
        NoAnswer: the server did not answer in time.
    """
    _say_yes(agent)
    for name in play.scenes:
        now = scene(name, play.values)
        recorder_of(agent).play(now, agent)
        wait_until(lambda: _sent(agent), 0.1)
        played(len(now.stays))


def hear(agent: Agent, times: int) -> None:
    """Ask the server some times, so that the device learns of a withdrawal and says so."""
    for _time in range(times):
        _ask(agent)


def _say_yes(agent: Agent) -> None:
    def granted() -> bool:
        for question in agent.local.now.open_questions:
            agent.answer(question.id, Reply.YES)
        _run_errands(agent)
        if agent.local.now.open_questions or agent.keeper.current() is None:
            _ask(agent)
        return agent.keeper.current() is not None and not agent.local.now.open_questions

    wait_until(granted, 0.0)


def _ask(agent: Agent) -> None:
    try:
        agent.wait_once()
    except (Unreachable, Refused):
        time.sleep(0.5)


def _run_errands(agent: Agent) -> None:
    try:
        agent.run_errands()
    except (Unreachable, Refused):
        time.sleep(0.5)


def _sent(agent: Agent) -> bool:
    if agent.spool.rows():
        agent.upload_once()
    return not agent.spool.rows()


def folder_of(play: Play) -> Path:
    """Return the state folder of a computer."""
    return Path(settings.VAR) / "demo-devices" / play.person
