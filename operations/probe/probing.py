"""One probe: allow, record on two computers, withdraw, and see that both stop and all goes."""

import logging
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings

from capture.agent.calls import Refused, Unreachable
from capture.agent.matching import within
from capture.agent.state_folder import FolderInUse
from capture.protocol.lease import Hours
from governance import clock
from governance.accountability import probes
from governance.accountability.probes import Outcome
from governance.consent import decisions
from governance.consent import queries as consent
from governance.devices import uploads
from governance.directory import invented
from governance.directory.models import Employee
from governance.errors import Refusal
from governance.keys import ring
from governance.purposes import queries as purposes
from governance.purposes.kinds import Kind
from governance.purposes.models import PurposeVersion
from operations.probe import computers, late
from operations.probe.computer import EVERY_SECONDS
from operations.probe.computers import AgentGone, Computer
from operations.probe.late import Answer, Late
from redaction.models import InboxBatch
from training.models import Episode

GRANTED: Final = 120.0
"""Seconds in which a lease must come."""
STORED: Final = 180.0
"""Seconds in which episodes must be stored, beside the wait for the slots of the uploads."""
STOPPED: Final = 10.0
"""Seconds in which both computers must have stopped; the promise is two."""
STILL: Final = 2 * EVERY_SECONDS
"""Seconds after which a computer that stopped is looked at again: whoever goes on plays twice."""
GONE: Final = 300.0
"""Seconds in which rows and keys must be gone."""
PAUSE: Final = 0.5
log = logging.getLogger(__name__)


def probe() -> None:
    """Probe once and keep how it ended; where another probe is under way, leave it to that."""
    try:
        outcome = _outcome()
    except FolderInUse:
        log.warning("probe: another one is under way")
        return
    except Exception:
        probes.note(Outcome.BROKE_OFF)
        raise
    log.log(logging.INFO if outcome in probes.WELL else logging.ERROR, "probe: %s", outcome)
    probes.note(outcome)


def _outcome() -> Outcome:
    version = purposes.of(settings.PROBE_PURPOSE)
    if version is None:
        return Outcome.NO_PURPOSE
    person = invented.person(version.facts.jurisdictions[0])
    if purposes.first_recording(version, person) > clock.now() or not _in_hours(version):
        return Outcome.WAITING
    decisions.withdraw_all(person)  # what was allowed by a probe that was killed
    try:
        with computers.at_work(person, version) as at_work:
            return _Probe(person, version, at_work).run()
    except AgentGone:
        return Outcome.NO_AGENT
    except (Unreachable, Refused, Refusal) as error:
        log.warning("probe: %s", type(error).__name__)
        return Outcome.NO_ANSWER


def _in_hours(version: PurposeVersion) -> bool:
    """Tell whether the purpose records now, and for as long as a probe may last."""
    hours = Hours.model_validate(
        {
            "days": version.facts.hours.days,
            "from": version.facts.hours.start,
            "to": version.facts.hours.end,
            "zone": version.facts.hours.zone,
        }
    )
    now = clock.now()
    lasts = timedelta(seconds=2 * GRANTED + STORED + 2 * settings.UPLOAD_SLOT)
    return within(hours, now) and within(hours, now + lasts)


@dataclass(frozen=True, slots=True)
class _Probe:
    person: Employee
    version: PurposeVersion
    computers: Sequence[Computer]

    def run(self) -> Outcome:
        """Return what was found; whatever happens, the invented person has withdrawn then."""
        slug, owner = self.version.purpose_id, self.person.owner
        try:
            decisions.give(self.person, slug, self._kind(), "en")
            epoch = consent.in_force(owner)[slug].epoch
            if not _until(lambda: _every(one.granted() for one in self.computers), GRANTED):
                return Outcome.NO_ANSWER
            if not _until(self._stored, STORED + 2 * settings.UPLOAD_SLOT):
                return Outcome.NOT_STORED
            held = self._held_back(epoch)
            decisions.withdraw_all(self.person)
            if not self._stopped(epoch):
                return Outcome.WENT_ON
            return self._sent_late(held) or self._left()
        finally:
            decisions.withdraw_all(self.person)

    def _kind(self) -> Kind:
        kinds = self.version.facts.kinds
        return Kind.APP_SWITCHES if Kind.APP_SWITCHES in kinds else kinds[0]

    def _stored(self) -> bool:
        """Tell whether something of each computer was accepted, and something is in the store."""
        accepted = all(uploads.mark(one.device) for one in self.computers)
        return accepted and Episode.objects.filter(owner=self.person.owner).exists()

    def _held_back(self, epoch: uuid.UUID) -> list[Late]:
        """Return what each computer could still send; it goes on to record until it has some."""
        found: dict[uuid.UUID, Late] = {}

        def every() -> bool:
            for one in self.computers:
                kept = late.held_back(one.state, one.device, one.waiting(), epoch)
                if kept is not None:
                    found.setdefault(one.device, kept)
            return len(found) == len(self.computers)

        _until(every, GRANTED)
        return list(found.values())

    def _stopped(self, epoch: uuid.UUID) -> bool:
        """Tell whether both computers stop in time, hold nothing of it, and stay so."""

        def every() -> bool:
            return not any(one.granted() or one.holds(epoch) for one in self.computers)

        if not _until(every, STOPPED):
            return False
        time.sleep(STILL)
        return every()

    def _sent_late(self, held: Sequence[Late]) -> Outcome | None:
        """End the agents and send what was held back; None where the server refused all of it."""
        for one in self.computers:
            one.end()
        answers = [one.send() for one in held]
        if Answer.TAKEN in answers:
            return Outcome.LATE_TAKEN
        if answers != [Answer.REFUSED] * len(self.computers):
            return Outcome.LATE_UNTRIED
        return None

    def _left(self) -> Outcome:
        gone = _until(lambda: _gone(self.person.owner), GONE)
        return Outcome.PASSED if gone else Outcome.ROW_STAYED


def _gone(owner: str) -> bool:
    """Tell whether nothing that was captured is left: no row, no batch, waiting or not, no key."""
    rows = Episode.objects.filter(owner=owner).exists()
    batches = InboxBatch.objects.filter(owner=owner).exists()
    return not rows and not batches and ring.count(owner) == 0


def _every(answers: Iterable[bool]) -> bool:
    """Tell whether all are true, with each of them asked: `all` ends at the first that is not."""
    return False not in list(answers)


def _until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(PAUSE)
    return found
