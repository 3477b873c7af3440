"""Deletes what is past its day, in every holding."""

from django.db import transaction

from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from governance.consent import renewal
from governance.holdings.registry import all_holdings


def run() -> dict[str, int]:
    """Let each holding delete what has expired; return how much went, by its name."""
    renewal.end_what_ended()
    counts = {holding.name: holding.expire() for holding in all_holdings()}
    with transaction.atomic():
        record(Act.RETENTION_RUN, SYSTEM, About(details=dict(counts)))
    return counts
