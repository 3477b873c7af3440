"""What is stored, gone over again: opened for the callback alone, and put back under the fence.

Nothing is locked while the callback works. What it gives back is compared with the rows as they
are by then: a row that changed or went meanwhile is left alone, and so is all of an epoch that
has ended.
"""

import uuid
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from governance.consent import fence
from governance.consent.models import Consent
from governance.keys import ring
from governance.keys.ring import Place
from training import store, vault
from training.body import Body
from training.models import Episode

Redact = Callable[[Sequence[Body]], Sequence[Body]]
"""Returns a body for each body, in their order: itself where nothing more has to go."""
Allowed = Callable[[], bool]
PIECE = 50


def people(most: int) -> int:
    """Count of how many people something is stored, up to a number."""
    return len(Episode.objects.order_by("owner").values("owner").distinct()[:most])


def count(policy_id: str) -> tuple[int, int]:
    """Count what is stored, and what of it fits another policy."""
    return Episode.objects.count(), _others(policy_id).count()


def next_owner(policy_id: str, after: str = "") -> str | None:
    """Return the next person of whom something fits another policy."""
    rows = _others(policy_id).filter(owner__gt=after).order_by("owner")
    return rows.values_list("owner", flat=True).first()


def places(owner: str, policy_id: str) -> list[Place]:
    """Return for which purposes and weeks something of a person fits another policy."""
    rows = _others(policy_id).filter(owner=owner).order_by("week", "purpose", "epoch")
    found = rows.values_list("owner", "purpose", "epoch", "week").distinct()
    return [Place(*columns) for columns in found]


def piece(place: Place, policy_id: str, redact: Redact, allowed: Allowed) -> int:
    """Take some rows of a place through the callback; return how many fit the policy now.

    Args:
        place: whose, for what, of which week.
        policy_id: what the callback redacts by.
        redact: gets the bodies; no lock is held meanwhile.
        allowed: asked with the consent held whether anything may be stored now.
    """
    rows = list(_of(place, policy_id)[:PIECE])
    opened = {row.pk: body for row in rows if (body := _opened(row))}
    if not opened:
        return 0
    bodies = list(dict.fromkeys(opened.values()))
    answers = dict(zip(bodies, redact(bodies), strict=True))
    return _put_back(place, policy_id, opened, answers, allowed)


@transaction.atomic
def _put_back(
    place: Place,
    policy_id: str,
    opened: dict[uuid.UUID, Body],
    answers: dict[Body, Body],
    allowed: Allowed,
) -> int:
    fence.hold(place.owner, [place.purpose])
    if not _live(place) or not allowed():
        return 0
    changed = [pk for pk, body in opened.items() if answers[body] != body]
    # Looked up by what a row holds by now: what is not what was opened stays as it is.
    gone = store.rewrite(
        place.owner,
        changed,
        lambda body: answers.get(body, body),
        policy_id=policy_id,
        recalled=True,
    )
    same = _of(place, policy_id).filter(pk__in=opened.keys() - set(changed))
    rows = [row for row in same if _opened(row) == opened[row.pk]]
    return gone + store.seal_again(rows, place, policy_id)


def _live(place: Place) -> bool:
    """Tell whether the epoch goes on: its consent names it, and its key is there."""
    named = Consent.objects.filter(owner=place.owner, purpose=place.purpose, epoch=place.epoch)
    return named.exists() and ring.in_use(place) is not None


def _opened(row: Episode) -> Body | None:
    try:
        return vault.open_row(row)
    except ring.KeyGone:
        return None


def _others(policy_id: str) -> QuerySet[Episode]:
    # Two ranges, which an index finds; "not equal" would read every row.
    return Episode.objects.filter(Q(policy_id__lt=policy_id) | Q(policy_id__gt=policy_id))


def _of(place: Place, policy_id: str) -> QuerySet[Episode]:
    rows = _others(policy_id).filter(owner=place.owner, purpose=place.purpose)
    return rows.filter(epoch=place.epoch, week=place.week).order_by("pk")
