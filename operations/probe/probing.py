"""One probe: allow, record on two computers, withdraw, and see that both stop and all goes."""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.conf import settings

from capture.agent.calls import Refused, Unreachable
from capture.agent.core import Agent
from capture.agent.uploader import DeviceEnded
from capture.protocol.messages import Reply
from governance import clock
from governance.accountability import probes
from governance.accountability.probes import Outcome
from governance.consent import decisions
from governance.consent import queries as consent
from governance.consent.errors import NothingToWithdraw
from governance.directory import invented
from governance.directory.models import Employee
from governance.errors import Refusal
from governance.keys import ring
from governance.purposes import queries as purposes
from governance.purposes.kinds import Kind
from governance.purposes.models import PurposeVersion
from operations.probe import computers
from redaction.models import InboxBatch
from training.models import Episode

GRANTED: Final = 120.0
"""Seconds in which a lease must come."""
STORED: Final = 180.0
STOPPED: Final = 10.0
"""Seconds in which both computers must have stopped; the promise is two."""
GONE: Final = 300.0
"""Seconds in which rows and keys must be gone."""
PAUSE: Final = 0.5
log = logging.getLogger(__name__)


def probe() -> None:
    """Probe once and keep how it ended."""
    outcome = _outcome()
    log.log(logging.INFO if outcome in probes.WELL else logging.ERROR, "probe: %s", outcome)
    probes.note(outcome)


def _outcome() -> Outcome:
    version = purposes.of(settings.PROBE_PURPOSE)
    if version is None:
        return Outcome.NO_PURPOSE
    person = invented.person(version.facts.jurisdictions[0])
    if purposes.first_recording(version, person) > clock.now():
        return Outcome.WAITING
    try:
        with computers.two(person) as agents:
            return _Probe(person, version, agents).run()
    except (Unreachable, Refused, DeviceEnded, Refusal) as error:
        log.warning("probe: %s", type(error).__name__)
        return Outcome.NO_ANSWER


@dataclass(frozen=True, slots=True)
class _Probe:
    person: Employee
    version: PurposeVersion
    agents: Sequence[Agent]

    def run(self) -> Outcome:
        """Return what was found; whatever happens, the invented person has withdrawn then."""
        slug, owner = self.version.purpose_id, self.person.owner
        try:
            decisions.give(self.person, slug, self._kind(), "en")
            epoch = consent.in_force(owner)[slug].epoch
            if not all(_until(partial(_granted, agent, epoch), GRANTED) for agent in self.agents):
                return Outcome.NO_ANSWER
            if not self._recorded(epoch):
                return Outcome.NOT_STORED
            if not self._stopped():
                return Outcome.WENT_ON
            gone = _until(lambda: _gone(owner, slug, epoch), GONE)
            return Outcome.PASSED if gone else Outcome.ROW_STAYED
        finally:
            self._withdraw()

    def _kind(self) -> Kind:
        kinds = self.version.facts.kinds
        return Kind.APP_SWITCHES if Kind.APP_SWITCHES in kinds else kinds[0]

    def _recorded(self, epoch: uuid.UUID) -> bool:
        """Record a stay on each computer, send it, and see it stored."""
        for agent in self.agents:
            stay = computers.stay(agent, str(epoch))
            if stay is None:
                return False
            agent.spool.add(stay)
        sent = all(_until(partial(_sent, agent), STORED) for agent in self.agents)
        rows = Episode.objects.filter(owner=self.person.owner, epoch=epoch)
        return sent and _until(lambda: rows.count() >= len(self.agents), STORED)

    def _stopped(self) -> bool:
        """Withdraw while both computers wait; tell whether both stopped and hold nothing."""
        waiting = [threading.Thread(target=_ask, args=[agent]) for agent in self.agents]
        for thread in waiting:
            thread.start()
        time.sleep(2 * PAUSE)
        self._withdraw()
        end = time.monotonic() + STOPPED
        for thread in waiting:
            thread.join(max(0.0, end - time.monotonic()))
        if any(thread.is_alive() for thread in waiting):
            return False
        return all(
            agent.keeper.current() is None and not agent.spool.rows() for agent in self.agents
        )

    def _withdraw(self) -> None:
        with suppress(NothingToWithdraw):
            decisions.withdraw(self.person, self.version.purpose_id)


def _granted(agent: Agent, epoch: uuid.UUID) -> bool:
    for question in agent.local.now.open_questions:
        agent.answer(question.id, Reply.YES)
    agent.run_errands()
    if computers.stay(agent, str(epoch)) is None:
        _ask(agent)
    return computers.stay(agent, str(epoch)) is not None


def _ask(agent: Agent) -> None:
    with suppress(Unreachable, Refused):
        agent.wait_once()


def _sent(agent: Agent) -> bool:
    if agent.spool.rows():
        agent.upload_once()
    return not agent.spool.rows()


def _gone(owner: str, purpose: str, epoch: uuid.UUID) -> bool:
    """Tell whether nothing of an epoch is left: no row, no batch that waits, no key."""
    rows = Episode.objects.filter(owner=owner, epoch=epoch).exists()
    waiting = InboxBatch.objects.filter(owner=owner).exists()
    return not rows and not waiting and ring.count(owner, purpose, epoch) == 0


def _until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(PAUSE)
    return found
