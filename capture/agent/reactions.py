"""What an agent does at a command of the person, whether it runs or just opened its folder."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from capture.agent.control import Command, Do, Reaction, Status
from capture.agent.core import Agent
from capture.agent.errands import NoSuchQuestion
from capture.agent.identity import Identity
from capture.agent.vault import Place
from capture.agent.words import _
from capture.protocol.log import fingerprint
from capture.protocol.messages import Act


@dataclass(frozen=True, slots=True)
class Reactions:
    """Carries commands out on an agent."""

    agent: Agent
    identity: Identity
    place: Place
    running: bool
    stop: Callable[[], None]

    def __call__(self, command: Command) -> Reaction:
        """Return what came of a command."""
        return _BY_DO[command.do](self, command)

    def status(self, _command: Command) -> Reaction:
        """Say what is so."""
        agent, enrolled = self.agent, self.identity.enrolled
        shown, local = agent.shown(), agent.local.now
        status = Status(
            running=self.running,
            person=enrolled.person,
            company=enrolled.company,
            server=self.identity.enrolment.server,
            fingerprint=fingerprint(enrolled.log, enrolled.approvers),
            lamp=shown.lamp.value,
            sentence=shown.sentence,
            sign_seen=agent.permission.sign.alive(),
            accessible=agent.recorder.accessible,
            pause_key_free=agent.recorder.pause_key_free,
            waiting=len(agent.spool.rows()),
            dropped=agent.spool.dropped(),
            key_place=self.place.value,
            unsent=len(local.narrowing) + len(local.answers),
            failures=tuple(f"{one.seq}: {one.code}" for one in agent.failures),
            doubt=agent.doubt,
            questions=local.open_questions,
        )
        return Reaction(ok=True, status=status)

    def preview(self, _command: Command) -> Reaction:
        """Return exactly what would be sent."""
        episodes = tuple(row.episode for row in self.agent.spool.rows())
        return Reaction(ok=True, episodes=episodes, count=len(episodes))

    def delete(self, command: Command) -> Reaction:
        """Delete from what would be sent."""
        return Reaction(ok=True, count=self.agent.delete(frozenset(command.ids)))

    def narrow(self, command: Command) -> Reaction:
        """Pause, resume, withdraw or forget."""
        match command.act:
            case Act.PAUSE:
                self.agent.pause(command.minutes)
            case Act.RESUME:
                self.agent.resume()
            case Act.WITHDRAW:
                self.agent.withdraw(command.purpose)
            case Act.FORGET if command.minutes is not None:
                self.agent.forget(command.minutes)
            case _:
                return Reaction(ok=False, text="malformed")
        return Reaction(ok=True, text=self.agent.shown().sentence)

    def answer(self, command: Command) -> Reaction:
        """Answer an open question."""
        if command.question is None or command.reply is None:
            return Reaction(ok=False, text="malformed")
        try:
            self.agent.answer(command.question, command.reply)
        except NoSuchQuestion:
            return Reaction(ok=False, text=_("This question is no longer open."))
        return Reaction(ok=True)

    def end(self, _command: Command) -> Reaction:
        """Stop the agent."""
        self.stop()
        return Reaction(ok=True)


_BY_DO: Final[dict[Do, Callable[[Reactions, Command], Reaction]]] = {
    Do.STATUS: Reactions.status,
    Do.PREVIEW: Reactions.preview,
    Do.DELETE: Reactions.delete,
    Do.NARROW: Reactions.narrow,
    Do.ANSWER: Reactions.answer,
    Do.STOP: Reactions.end,
}
