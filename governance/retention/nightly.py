"""Ends what has reached its day, in every holding, and gives an account of it.

One person is one transaction, with its line in the account. Where a process dies in between, what
is still due is found again, and the account that was begun goes on; so any number of broken runs
come to the same end as one whole run.
"""

import logging
from collections import Counter
from datetime import date

from django.db import transaction

from governance import clock
from governance.consent import renewal
from governance.errors import Refusal
from governance.holdings.registry import Dated, all_holdings
from governance.retention import report, rules, tightening
from governance.retention.models import RetentionRun

log = logging.getLogger(__name__)


def run() -> dict[str, int]:
    """Let each holding end what has expired; return how much went, by its name."""
    account = report.begin()
    renewal.end_what_ended()
    counts: Counter[str] = Counter()
    edition, left = rules.edition(), False
    for holding in all_holdings():
        if isinstance(holding, Dated):
            tightened = edition == report.last_rules() or _tighten(holding)
            went, failed = _everyone(holding, account)
            left = left or failed or not tightened
        else:
            went = holding.expire()
        counts[holding.name] += went
    report.end(account, counts, rules=edition, left=left)
    return dict(counts)


def _tighten(holding: Dated) -> bool:
    """Go over all that is stored, since a rule may have become shorter; tell whether all is."""
    everyone, whole = tightening.Everyone(), True
    for owner in holding.owners():
        try:
            tightening.tighten(holding, owner, everyone)
        except Refusal as refusal:
            whole = not _note(refusal)
    return whole


def _everyone(holding: Dated, account: RetentionRun) -> tuple[int, bool]:
    """End what is due, person by person; return how much went, and whether something is left.

    One person whose rows were tampered with does not keep the others' data longer.
    """
    today, gone, failed = clock.today(), 0, False
    for owner in holding.due(today):
        try:
            gone += _one(holding, account, owner, today)
        except Refusal as refusal:
            failed = _note(refusal)
    try:
        holding.finish()
    except Refusal as refusal:
        failed = _note(refusal)
    return gone, failed


def _note(refusal: Refusal) -> bool:
    log.error("something of a person could not be ended: %s", refusal.code)
    return True


@transaction.atomic
def _one(holding: Dated, account: RetentionRun, owner: str, today: date) -> int:
    went = holding.end(owner, today)
    report.add(account, owner, went)
    return sum(went.values())
