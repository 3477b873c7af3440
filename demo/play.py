"""Plays the company's working days through the real pipeline, one computer after another.

Only the desktops are scripts. Everything behind them is what runs on an employee's computer and
on the server: enrolment, lease, reducer, spool, signed upload, Celery, redaction.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import timedelta

import httpx
from django.conf import settings
from django.db import connections

from capture.agent.assembly import assembled
from capture.agent.calls import Refused, Unreachable
from capture.agent.core import Agent
from capture.agent.service import Service
from capture.agent.state_folder import StateFolder
from capture.agent.uploader import DeviceEnded
from demo import device, held, progress
from demo.company import company
from demo.described import Persona, Play
from demo.scenes import scene
from demo.seed import employee
from demo.stage import StageSign, scripted_recorder
from governance import clock
from governance.audit.acts import Role
from governance.consent import decisions
from governance.consent import queries as consent
from governance.directory.actors import actor_of
from governance.directory.models import Employee, User
from governance.directory.people import leave
from governance.errors import Refusal
from governance.keys import intake, tasks
from governance.rights import requests
from redaction.models import InboxBatch

log = logging.getLogger(__name__)
PLAYED = "played"
NOTICE = timedelta(days=9)
FAILURES = (Refusal, DeviceEnded, Refused, Unreachable, httpx.HTTPError)


def perform() -> None:
    """Be the devices of the company: play what was not played yet, then stay connected.

    Raises:
        NoAnswer: the server did not answer in time.
    """
    device.wait_until(server_answers, 0.5)
    tasks.rotate_intake.delay()  # the worker makes the intake key of today: no key, no lease
    device.wait_until(intake.current, 0.3)
    with ExitStack() as stage:
        connected = play_all(company().plays, company().people, stage)
        connections.close_all()
        for thread in connected:
            thread.join()


def play_all(
    plays: Iterable[Play], people: Iterable[Persona], stage: ExitStack
) -> list[threading.Thread]:
    """Play on each computer; return the threads of those that stay connected.

    A computer on which it cannot be played, since its person has withdrawn or left in the
    meantime, is passed over.
    """
    waiting, addresses = list(plays), {person.key: person.email for person in people}
    count = _Count({play.person: _stays_of(play) for play in waiting})
    connected = []
    for play in waiting:
        try:
            person = _person(addresses[play.person])
            thread = _on_one(play, person, stage, count.played)
        except FAILURES as failure:
            log.warning("not played on %s: %s", play.computer, type(failure).__name__)
        else:
            connected += [thread] if thread is not None else []
        count.ended(play.person)
    return connected


class _Count:
    """Counts the stays, and writes down how far it is."""

    def __init__(self, stays: dict[str, int]) -> None:
        self._left = stays
        self._total, self._ended, self._now = sum(stays.values()), 0, 0
        self._tell()

    def played(self, stays: int) -> None:
        """Note stays of the person whose turn it is."""
        self._now += stays
        self._tell()

    def ended(self, person: str) -> None:
        """Note that nothing more comes of a person."""
        self._ended += self._left.pop(person)
        self._now = 0
        self._tell()

    def _tell(self) -> None:
        progress.write(progress.Progress(self._ended + self._now, self._total))


def _stays_of(play: Play) -> int:
    return sum(len(scene(name, play.values).stays) for name in play.scenes)


def _on_one(
    play: Play, person: Employee, stage: ExitStack, played: Callable[[int], None]
) -> threading.Thread | None:
    state = StateFolder(device.folder_of(play))
    mark = state.path / PLAYED
    if mark.exists() and not play.stays_connected:
        return None
    if not mark.exists() and not consent.in_force(person.owner):
        return None  # withdrawn before it was played
    device.enrol(person, play.computer, state)
    with ExitStack() as own:
        agent = own.enter_context(assembled(state, StageSign(), scripted_recorder))
        if not mark.exists():
            device.work(agent, play, played)
            _afterwards(play, person, agent)
            mark.touch(mode=0o600)
        if not play.stays_connected:
            return None
        stage.push(own.pop_all())
    thread = threading.Thread(target=Service(agent).run, name=play.person, daemon=True)
    thread.start()
    return thread


def _person(address: str) -> Employee:
    return Employee.objects.select_related("user").get(email=address)


def _afterwards(play: Play, person: Employee, agent: Agent) -> None:
    """Let happen what comes after the work, once what was sent has been stored."""
    if play.then == "stays":
        return
    device.wait_until(lambda: not InboxBatch.objects.filter(owner=person.owner).exists(), 0.2)
    if play.then == "withdraws":
        decisions.withdraw_all(person, person.language)
        agent.drop_lease()
        device.hear(agent, 2)
    elif play.then == "is_held":
        held.place()
    elif play.then == "leaves":
        leave(person, clock.now(), actor_of(_of_hr(), Role.HR))
        requests.begin_link(person.email, person.language)
    else:
        leave(person, clock.now() + NOTICE, actor_of(_of_hr(), Role.HR))


def _of_hr() -> User:
    hr = next(person for person in company().people if Role.HR in person.roles)
    user = employee(hr).user
    if user is None:
        raise User.DoesNotExist
    return user


def server_answers() -> bool:
    """Tell whether the web processes answer."""
    try:
        return httpx.get(settings.PUBLIC_URL, timeout=5, trust_env=False).status_code < 500
    except httpx.HTTPError:
        return False
