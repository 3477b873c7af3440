"""Totals of a day over all people, for what must not become a time clock."""

import secrets

from django.db.models import F, Sum

from governance import clock
from governance.audit.acts import Total
from governance.audit.models import DailyTotal

SHARDS = 16


def add(what: Total, count: int = 1) -> None:
    """Add to today's total, on one of several rows so that writers seldom meet."""
    day, shard = clock.today(), secrets.randbelow(SHARDS)
    rows = DailyTotal.objects.filter(day=day, what=what, shard=shard)
    if not rows.update(count=F("count") + count):
        DailyTotal.objects.get_or_create(day=day, what=what, shard=shard)
        rows.update(count=F("count") + count)


def of_today(what: Total) -> int:
    """Return today's total."""
    rows = DailyTotal.objects.filter(day=clock.today(), what=what)
    return int(rows.aggregate(all=Sum("count"))["all"] or 0)
