"""How what is stored ends by its day. All that ends so, by night or by a choice, goes by `end`."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from governance.holdings.registry import Most
from governance.keys import ring
from governance.purposes.kinds import Kind
from training import own, store, vault
from training.models import Episode
from training.releases import links
from training.store import DatedChange
from training.vault import Stored


@transaction.atomic
def end(owner: str, today: date) -> Counter[tuple[str, str]]:
    """Let go of one person what has reached its day: the one way on which data ends by itself.

    A kind of data whose day has come is taken out of its episode; with the last kind the episode
    goes. The keys of its weeks are made anew, so that no older copy opens what went. Doing it
    again changes nothing.

    Returns:
        How many steps went, by purpose and kind.
    """
    gone: Counter[tuple[str, str]] = Counter()
    due = Episode.objects.filter(owner=owner, goes_on__lte=today).order_by("purpose")
    for purpose in list(due.values_list("purpose", flat=True).distinct()):
        ids = list(due.filter(purpose=purpose).values_list("pk", flat=True))
        steps: Counter[Kind] = Counter()
        store.rewrite_dated(owner, ids, _ending(today, steps))
        gone.update({(purpose, str(kind)): number for kind, number in steps.items()})
    return gone


def past(owner: str, purpose: str, days: int, today: date) -> int:
    """Count the episodes of a person that would go at once if they were kept so many days."""
    last = today - timedelta(days=days)
    views = (view for view in own.every(owner) if view.purpose == purpose)
    return sum(view.body.day <= last for view in views)


@transaction.atomic
def shorten(owner: str, most: Most, today: date) -> None:
    """Keep nothing longer, from the day of its capture, than it may be.

    A day moves forward alone; what is older is due today. A release that would outlast a new day is
    recalled with the coming round.
    """
    rows = Episode.objects.filter(owner=owner).order_by("purpose", "version")
    for purpose, version in list(rows.values_list("purpose", "version").distinct()):
        if days := most(purpose, version):
            _shorten(rows.filter(purpose=purpose, version=version), owner, days, today)


def _shorten(rows: QuerySet[Episode], owner: str, days: Mapping[str, int], today: date) -> None:
    def sooner(stored: Stored) -> Stored:
        captured = min(stored.body.day, today)
        goes = {
            kind: min(day, max(today, captured + timedelta(days=days[kind])))
            if kind in days
            else day
            for kind, day in stored.goes.items()
        }
        return stored if goes == stored.goes else Stored(stored.body, goes)

    moved = {}
    for row in rows:
        try:
            before = vault.open_whole(row)
        except ring.KeyGone:  # an erasure is at work
            continue
        after = sooner(before)
        if after is not before:
            moved[row.pk] = after
    links.outlived(owner, {pk: after.goes for pk, after in moved.items()})
    store.rewrite_dated(owner, moved, sooner)


def _ending(today: date, steps: Counter[Kind]) -> DatedChange:
    """Return what takes out the kinds whose day has come, and counts their steps."""

    def left(stored: Stored) -> Stored | None:
        due = stored.due(today)
        if not due:
            return stored
        steps.update(step.kind for step in stored.body.steps if step.kind in due)
        return stored.with_body(stored.body.limited(frozenset(Kind) - due))

    return left
