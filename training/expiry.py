"""How what is stored ends by its day. All that ends so, by night or by a choice, goes by `end`."""

from collections import Counter
from datetime import date, timedelta

from django.db import transaction

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
def shorten(owner: str, purpose: str, days: int, today: date) -> None:
    """Keep nothing of a purpose longer than so many days from its capture.

    A day moves forward alone, and what is older goes at once. A release that would outlast a new
    day is recalled with the coming round. Call it with the person's consent held.
    """

    def sooner(stored: Stored) -> Stored:
        last = max(today, min(stored.body.day, today) + timedelta(days=days))
        goes = {kind: min(stored.goes[kind], last) for kind in stored.body.held}
        return stored if goes == stored.goes else Stored(stored.body, goes)

    moved = {}
    for row in Episode.objects.filter(owner=owner, purpose=purpose).order_by("pk"):
        try:
            before = vault.open_whole(row)
        except ring.KeyGone:  # an erasure is at work
            continue
        after = sooner(before)
        if after is not before:
            moved[row.pk] = after
    links.outlived(owner, {pk: after.goes for pk, after in moved.items()})
    store.rewrite_dated(owner, moved, sooner)
    end(owner, today)


def _ending(today: date, steps: Counter[Kind]) -> DatedChange:
    """Return what takes out the kinds whose day has come, and counts their steps."""

    def left(stored: Stored) -> Stored | None:
        due = stored.due(today)
        if not due:
            return stored
        steps.update(step.kind for step in stored.body.steps if step.kind in due)
        return stored.with_body(stored.body.limited(frozenset(Kind) - due))

    return left
