"""How the hourly probe ended: whether a withdrawal stops every device and takes every row.

The probe itself is `operations.probe`. What it says is about an invented person alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction

from governance import clock
from governance.accountability.models import ProbeRun
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record

LATE = timedelta(hours=2)


class Outcome(StrEnum):
    """What a probe found."""

    PASSED = "passed"
    WAITING = "waiting"
    NO_PURPOSE = "no-purpose"
    NO_AGENT = "no-agent"
    NO_ANSWER = "no-answer"
    NOT_STORED = "not-stored"
    WENT_ON = "device-went-on"
    LATE_TAKEN = "late-upload-taken"
    LATE_UNTRIED = "late-upload-untried"
    ROW_STAYED = "row-stayed"
    BROKE_OFF = "broke-off"


WELL = frozenset({Outcome.PASSED, Outcome.WAITING})
"""The probe waits for its notice time and for the hours of its purpose: nothing is wrong then."""


_ANSWERED = WELL | {Outcome.NO_PURPOSE}
"""Waiting for its notice time shows that there is a purpose again; it shows nothing else."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Why compliance is told; `outcome` is None where no probe has ended for two hours."""

    outcome: Outcome | None
    since: datetime | None


@transaction.atomic
def note(outcome: Outcome) -> None:
    """Keep how a probe ended, and enter it in the log where something was tried.

    A probe that only waits, for the next morning perhaps, takes no alarm back.
    """
    last = ProbeRun.objects.filter(pk=1).first()
    stays = outcome == Outcome.WAITING and last is not None and last.outcome not in _ANSWERED
    kept = last.outcome if last is not None and stays else outcome
    ProbeRun.objects.update_or_create(pk=1, defaults={"ended": clock.now(), "outcome": kept})
    if outcome != Outcome.WAITING:
        act = Act.PROBE_PASSED if outcome == Outcome.PASSED else Act.PROBE_FAILED
        record(act, SYSTEM, About(subject=outcome))


def alarm() -> Alarm | None:
    """Return why compliance must look; None where all is well, or the probe is switched off."""
    if not settings.PROBE_PURPOSE:
        return None
    last = ProbeRun.objects.filter(pk=1).first()
    if last is None:
        return Alarm(None, None)
    if clock.now() - last.ended > LATE:
        return Alarm(None, last.ended)
    outcome = Outcome(last.outcome)
    return None if outcome in WELL else Alarm(outcome, last.ended)
