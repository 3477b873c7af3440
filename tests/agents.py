"""A whole agent in the test's process, against the running product; only the desktop is absent."""

import getpass
import uuid
from contextlib import ExitStack, suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capture.agent.assembly import LEFTOVERS, assembled, http_client, no_recorder, vault_of
from capture.agent.calls import Unreachable
from capture.agent.clock import SystemClock
from capture.agent.core import Agent
from capture.agent.enrolment import Enrolling
from capture.agent.identity import Enrolment, Identity
from capture.agent.indicator.sign import Answered, Press, Shown
from capture.agent.state_folder import StateFolder
from capture.protocol.content import Episode
from capture.protocol.messages import Reply
from tests.stack import Stack, wait_for

FIND = (
    "from governance.directory.models import Employee\ne = Employee.objects.get(email={email!r})\n"
)


class SeenSign:
    """A sign that is always seen."""

    def show(self, shown: Shown) -> None:
        self.shown = shown

    def alive(self) -> bool:
        return True

    def pressed(self) -> list[Press | Answered]:
        return []

    def close(self) -> None:
        """Nothing is open."""


def enrol(stack: Stack, email: str, folder: Path) -> StateFolder:
    """Enrol a device for somebody: code into the product, words back, as a person would."""
    state = StateFolder(folder)
    with state.alone(), http_client() as http:
        enrolling = Enrolling(http, stack.url, Ed25519PrivateKey.generate(), SystemClock())
        opened = enrolling.begin()
        words = stack.shell(
            FIND.format(email=email)
            + "from governance.devices.enrolment import enter_code\n"
            + f"answer = enter_code(e, {opened.code!r}).words"
        )
        enrolled = enrolling.confirm(opened, str(words))
        told = Enrolment(server=stack.url, enrolled=enrolled)
        vault_of(Identity.create(state, enrolling.private, told, LEFTOVERS)).create()
    return state


def opened(stack: ExitStack, state: StateFolder) -> Agent:
    """Open the agent of a state folder; it is closed with the stack."""
    return stack.enter_context(assembled(state, SeenSign(), no_recorder))


def say_yes(agent: Agent) -> None:
    """Answer every open question with Yes, and ask until the lease that follows is there.

    Its proof may come later than a changed state is told, as every agent at work sees.
    """
    wait_for(lambda: _granted(agent))


def _granted(agent: Agent) -> bool:
    """Ask once; answer what is asked, and tell whether there is a lease."""
    with suppress(Unreachable):
        agent.wait_once()
        for question in agent.local.now.open_questions:
            agent.answer(question.id, Reply.YES)
        agent.run_errands()
    return agent.keeper.current() is not None


def typed(agent: Agent, text: str, application: str = "Sheets") -> Episode:
    """Return an episode in which somebody typed a text, under the lease that is held."""
    lease = agent.keeper.current()
    assert lease is not None, "no lease"
    grant = lease.grants[0]
    return Episode.model_validate(
        {
            "id": uuid.uuid4(),
            "purpose": grant.purpose,
            "version": grant.version,
            "epoch": grant.epoch,
            "application": application,
            "site": None,
            "language": "en",
            "day": SystemClock().wall().date(),
            "part": "morning",
            "actions": [
                {"do": "app_switch", "to": application},
                {"do": "type_text", "role": "entry", "field": None, "text": text, "why": None},
            ],
        }
    )


def own_login() -> str:
    """Return the login of this session, which the directory must know."""
    return getpass.getuser()
