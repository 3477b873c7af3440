"""The account of each night: taken up again where it was broken off, kept without small numbers."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from governance import clock
from governance.audit.acts import Act
from governance.audit.canonical import canonical
from governance.audit.record import SYSTEM, About, record
from governance.directory.models import Employee
from governance.holdings.registry import Ended
from governance.keys import owners
from governance.purposes import queries as purposes
from governance.retention.models import RetentionRun

LEAST = 10
"""People behind a number, and outside of it; the same as in `accountability.rounding`."""
KEPT = timedelta(days=400)
_NOTHING: dict[str, Any] = {"who": [], "people": 0, "steps": 0}


@transaction.atomic
def begin() -> RetentionRun:
    """Take up the run that did not end, or begin one."""
    open_runs = RetentionRun.objects.filter(ended_at=None).order_by("begun_at")
    run = open_runs.select_for_update(no_key=True).first()
    return run or RetentionRun.objects.create(day=clock.today(), begun_at=clock.now())


def last_rules() -> str:
    """Return by which edition of the rules the newest run that ended went over what is stored."""
    ended = RetentionRun.objects.exclude(ended_at=None).order_by("-ended_at")
    return ended.values_list("rules", flat=True).first() or ""


def add(run: RetentionRun, owner: str, went: Ended) -> None:
    """Add what went of one person, in the transaction in which it went."""
    if not went:
        return
    row = RetentionRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    for (purpose, kind), steps in went.items():
        of_kind = row.tally.setdefault(purpose, {}).setdefault(kind, _NOTHING)
        row.tally[purpose][kind] = {
            "who": _with(of_kind["who"], owners.keyed(f"retention|{run.pk}", owner)),
            "people": of_kind["people"] + 1,
            "steps": of_kind["steps"] + steps,
        }
    row.save(update_fields=["tally"])


@transaction.atomic
def end(
    run: RetentionRun, counts: Mapping[str, int], *, rules: str = "", left: bool = False
) -> RetentionRun:
    """Close the account: numbers of few people are dropped, and the log names its hash."""
    row = RetentionRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if row.ended_at is not None:  # two schedulers at once, where Valkey is down
        return row
    row.report, row.tally = _lines(row.tally), {}
    row.ended_at, row.rules, row.left = clock.now(), "" if left else rules, left
    row.save()
    record(Act.RETENTION_RUN, SYSTEM, About(subject=subject_of(row), details=dict(counts)))
    RetentionRun.objects.filter(day__lt=clock.today() - KEPT).delete()
    return row


def subject_of(run: RetentionRun) -> str:
    """Return what the entry of a run speaks of: the hash of its account."""
    account = {"run": str(run.pk), "day": run.day.isoformat(), "report": run.report}
    return f"sha256:{hashlib.sha256(canonical(account)).hexdigest()}"


def _with(who: list[str], tag: str) -> list[str]:
    """Remember the first ten people apart, by tags that mean nothing after this run.

    A run that goes on on another day meets the same person again.
    """
    return who if tag in who or len(who) >= LEAST else [*who, tag]


def _lines(tally: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a line for every kind of every purpose in force, whether or not something went.

    A number is told where ten people or more stand behind it and outside of it, in two digits.
    """
    everyone = Employee.objects.count()
    return [
        {
            "purpose": version.purpose_id,
            "kind": str(kind),
            "steps": _told(tally.get(version.purpose_id, {}).get(kind, _NOTHING), everyone),
        }
        for version in purposes.in_force()
        for kind in version.facts.kinds
    ]


def _told(counted: Mapping[str, Any], everyone: int) -> int | None:
    if len(counted["who"]) < LEAST or everyone - counted["people"] < LEAST:
        return None
    step = int(10 ** max(1, len(str(counted["steps"])) - 2))
    return int(counted["steps"]) // step * step
