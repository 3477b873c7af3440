"""Somebody was asked to show what they chose. The report names nobody, not even the reporter.

That a person has reported in a week is remembered in the cache alone, under a name that nobody
can compute without the key store, so that one person cannot make many reports.
"""

from datetime import timedelta

from django.core.cache import cache
from django.db import transaction

from governance import clock
from governance.accountability.models import ChoiceAsked
from governance.directory.models import Employee, User
from governance.keys import owners

WEEK = int(timedelta(days=8).total_seconds())


def report(employee: Employee) -> None:
    """Let the representative know; a second report in a week changes nothing."""
    week = clock.week_of(clock.today())
    remembered = "choice-asked:" + owners.keyed("choice-asked", f"{week}|{employee.pk}")
    if cache.add(remembered, 1, WEEK):
        ChoiceAsked.objects.create(week=week)


def unseen() -> bool:
    """Tell whether there is a report that no representative has seen."""
    return ChoiceAsked.objects.filter(seen_on=None).exists()


def last_week() -> str | None:
    """Return the week of the newest report."""
    return ChoiceAsked.objects.order_by("-week").values_list("week", flat=True).first()


@transaction.atomic
def seen(user: User) -> None:
    """Note that a representative has read what there is; who it was is not kept."""
    ChoiceAsked.objects.filter(seen_on=None).update(seen_on=clock.today())
