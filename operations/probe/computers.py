"""The two computers of the probe: real agents against the running server, without a desktop."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from capture.agent.assembly import LEFTOVERS, assembled, http_client, no_recorder, vault_of
from capture.agent.clock import SystemClock
from capture.agent.core import Agent
from capture.agent.enrolment import Enrolling
from capture.agent.identity import ENROLLED_FILE, Enrolment, Identity
from capture.agent.indicator.sign import Answered, Press, Shown
from capture.agent.state_folder import StateFolder
from capture.protocol.content import AppSwitch, Episode, PartOfDay
from governance.devices import enrolment
from governance.directory.models import Employee

NAMES: Final = ("probe-1", "probe-2")


class ProbeSign:
    """Nobody sits at these computers, so their sign is seen by nobody and always there."""

    def show(self, shown: Shown) -> None:
        """Show nothing."""

    def alive(self) -> bool:
        """Return that it is there."""
        return True

    def pressed(self) -> list[Press | Answered]:
        """Return that nothing was pressed."""
        return []

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def two(person: Employee) -> Iterator[tuple[Agent, ...]]:
    """Give the agents of both computers, enrolled as everybody's are."""
    with ExitStack() as stack:
        yield tuple(
            stack.enter_context(assembled(_enrolled(person, name), ProbeSign(), no_recorder))
            for name in NAMES
        )


def _enrolled(person: Employee, computer: str) -> StateFolder:
    """Return the state folder of a computer, enrolled once, as computer and browser do it."""
    state = StateFolder(Path(settings.VAR) / "probe" / computer)
    if (state.path / ENROLLED_FILE).exists():
        return state
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
        told = Enrolment(
            server=settings.PUBLIC_URL, enrolled=enrolling.confirm(opened, shown.words)
        )
        vault_of(Identity.create(state, enrolling.private, told, LEFTOVERS)).create()
    return state


def stay(agent: Agent, epoch: str) -> Episode | None:
    """Return an invented stay in a listed application; None where nothing may be recorded."""
    lease = agent.keeper.current()
    grant = next((one for one in lease.grants if one.epoch == epoch), None) if lease else None
    if grant is None:
        return None
    application = grant.applications[0].name
    return Episode(
        id=uuid.uuid4(),
        purpose=grant.purpose,
        version=grant.version,
        epoch=grant.epoch,
        application=application,
        site=None,
        language="en",
        day=SystemClock().wall().date(),
        part=PartOfDay.MORNING,
        actions=(AppSwitch(to=application),),
    )
