"""One person's agent and what became of its episodes, for tests of outages."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from capture.agent.calls import Refused, Unreachable
from capture.agent.core import Agent
from capture.protocol.codes import Code
from capture.protocol.content import Episode
from capture.protocol.messages import Accepted
from tests import agents, company
from tests.stack import Stack, wait_for

STORED = """
from governance.directory.models import Employee
from redaction.models import InboxBatch
from training import own
e = Employee.objects.get(email="ines@kestrel.example")
answer = [sorted(t for v in own.every(e.owner) for t in v.texts), InboxBatch.objects.count()]
"""


SHORT = {"SAYSO_UPLOAD_SLOT": "1", "SAYSO_REDACTION_SECONDS": "12"}


@contextmanager
def at_work(folder: Path, *, stack: Stack | None = None, **environment: str) -> Iterator["Sending"]:
    """The whole product, and an agent that has a lease."""
    with ExitStack() as ends:
        stack = stack or Stack(**SHORT, **environment)
        ends.callback(stack.down)
        stack.up()
        company.make(stack, agents.own_login())
        yield Sending(stack, ends, folder)


class Sending:
    """An agent that is stepped, with the texts that it has sent."""

    def __init__(self, stack: Stack, ends: ExitStack, folder: Path) -> None:
        self.stack = stack
        self.agent: Agent = agents.opened(ends, agents.enrol(stack, company.EMAIL, folder))
        stack.shell(company.ALLOW)
        agents.say_yes(self.agent)
        self._form = agents.typed(self.agent, "routine entry")
        self.texts: list[str] = []

    def make(self) -> None:
        """Let another episode wait in the spool."""
        text = f"routine entry of row {len(self.texts)}"
        self.texts.append(text)
        typed = self._form.actions[-1].model_copy(update={"text": text})
        parts = self._form.model_copy(
            update={"id": agents.uuid.uuid4(), "actions": (*self._form.actions[:-1], typed)}
        )
        self.agent.spool.add(Episode.model_validate_json(parts.model_dump_json()))

    def send(self) -> bool:
        """Use one slot; return whether a batch was acknowledged."""
        before = self.agent.spool.mark()
        self.agent.upload_once()
        return self.agent.spool.mark() > before

    def send_one(self) -> None:
        """Make an episode and have it acknowledged."""
        self.make()
        assert self.send(), "not acknowledged"

    def kept_bytes(self) -> bytes:
        """Return the bytes of the batch that is on its way."""
        waiting = self.agent.spool.outgoing()
        assert waiting is not None, "the agent keeps nothing"
        assert waiting.body, "the agent keeps no bytes"
        return waiting.body

    def is_told_to_come_again(self) -> None:
        """An upload is refused by name, with a time, and no lease comes."""
        assert self.told_to_come_again(), "an upload or a lease was not refused as it should be"

    def told_to_come_again(self) -> bool:
        """Tell whether an upload is refused as it should be, and no lease comes."""
        return self.upload_refused() and self._no_lease()

    def upload_refused(self) -> bool:
        """Tell whether a batch is refused, and once more when the same bytes are sent again.

        What is accepted of a second sending the agent sends once more, and it counts once.
        """
        if self.agent.spool.outgoing() is None:
            self.make()
        if self.send():
            return False
        body, enrolled = self.kept_bytes(), self.agent._parts.identity.enrolled
        try:
            self.agent.calls.post(enrolled.upload_url, body, Accepted)
        except Refused as refused:
            in_time = bool(refused.retry_after)
            return refused.code is Code.UNAVAILABLE and in_time and self.kept_bytes() == body
        return False

    def _no_lease(self) -> bool:
        """Ask for a lease; where a waiting request was admitted before, its answer breaks off."""
        try:
            self.agent.wait_once()
        except (Refused, Unreachable) as ended:
            return getattr(ended, "code", Code.UNAVAILABLE) is Code.UNAVAILABLE
        return False

    @contextmanager
    def listens_for(self, seconds: float) -> Iterator[None]:
        """The agent gives up sooner than it does."""
        client = self.agent.calls._http
        held, client.timeout = client.timeout, httpx.Timeout(seconds)
        try:
            yield
        finally:
            client.timeout = held

    def delivers(self, seconds: float = 240) -> None:
        """Everything that was made is acknowledged, and stored exactly once."""
        wait_for(lambda: self.send() or not self.agent.spool.rows(), every=0.5)
        wait_for(lambda: not self.agent.spool.rows() or (self.send() and False), every=0.5)
        want = [sorted(self.texts), 0]
        wait_for(lambda: self.stack.shell(STORED) == want, seconds, every=1.0)
