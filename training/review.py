"""Review samples: a few masked episodes that two people look at, to check the masks.

Only where the version in force says how many a quarter, and so the notice that people agreed to.
One person asks, a second one agrees, both may look for a week. Each look is an entry about each
person whose episode was among it, so that it stands on their page of looks.
"""

import secrets
import uuid
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.directory.actors import actor_of
from governance.directory.models import User
from governance.errors import Refusal
from governance.purposes import queries as purposes
from governance.purposes.models import PurposeVersion
from governance.reads import gate
from governance.reads.gate import MASK_REVIEW, Permit
from training import outlet
from training.models import Review
from training.outlet import Readable

ROLES = frozenset({Role.COMPLIANCE, Role.REPRESENTATIVE})
"""Who may ask and who may agree."""
AT_MOST = 5
"""So many episodes in one sample, of as many people."""
OPEN_FOR = timedelta(days=7)
_LOOKED_THROUGH = 50


class NoSample(Refusal):
    """The version in force allows no review, or this quarter's episodes have been seen."""

    code = "no-review-sample"
    message = _("This purpose allows no further review sample in this quarter.")
    remedy = _("Wait for the next quarter, or have a version approved that allows more.")


class SecondPerson(Refusal):
    """The one who asked cannot agree."""

    code = "review-second-person"
    status = 403
    message = _("You asked for this sample, so a second person must agree.")
    remedy = _("Ask another compliance officer or the employee representative.")


class ReviewOver(Refusal):
    """It was agreed to already, or its week is over, or it is somebody else's."""

    code = "review-over"
    message = _("This sample is not open for you.")
    remedy = _("Only the two who asked and agreed look at it, for a week.")


def left(purpose: str) -> int:
    """Return how many episodes of a purpose may still be looked at in this quarter."""
    version = purposes.of(purpose)
    return remaining([version])[purpose] if version else 0


def remaining(versions: Iterable[PurposeVersion]) -> dict[str, int]:
    """Return for each version in force how many episodes are left in this quarter."""
    rows = Review.objects.filter(asked_on__gte=_quarter(clock.today())).exclude(agreed_by=None)
    used = dict(rows.order_by().values_list("purpose").annotate(Count("pk")))
    return {
        version.purpose_id: max(
            0, version.facts.review_sample - AT_MOST * used.get(version.purpose_id, 0)
        )
        for version in versions
    }


@transaction.atomic
def ask(purpose: str, reason: str, user: User, role: Role) -> Review:
    """Ask for a sample; nothing is picked before a second person agrees.

    Raises:
        NoSample: the version in force allows none, or none more.
    """
    if role not in ROLES or not left(purpose):
        raise NoSample
    today = clock.today()
    review = Review.objects.create(
        purpose=purpose, reason=reason, asked_by=user.pk, asked_on=today, ends_on=today + OPEN_FOR
    )
    record(Act.REVIEW_ASKED, actor_of(user, role), _about(review))
    return review


def agree(review_id: uuid.UUID, user: User, role: Role) -> Review:
    """Agree as the second person; then a sample is picked by chance, one episode of a person.

    Call it outside a transaction, so that the entry of a refusal stays.

    Raises:
        SecondPerson: the same person asked.
        ReviewOver: it was agreed to already, or its week is over.
        NoSample: no more may be looked at in this quarter.
        governance.reads.gate.ReadRefused: the door stays shut.
    """
    review = _waiting(review_id, user, role)
    actor, size = actor_of(user, role), min(AT_MOST, left(review.purpose))
    if not size:
        raise NoSample
    rows = _pick(gate.ask(review.purpose, MASK_REVIEW, actor), size)
    with transaction.atomic():
        review = _waiting(review_id, user, role)
        review.agreed_by, review.rows = user.pk, [str(row) for row in rows]
        review.ends_on = clock.today() + OPEN_FOR
        review.save(update_fields=["agreed_by", "rows", "ends_on"])
        record(Act.REVIEW_AGREED, actor, _about(review))
    return review


def open_sample(review_id: uuid.UUID, user: User, role: Role) -> list[Readable]:
    """Open a sample for one of the two; each look is recorded about each person in it.

    Call it outside a transaction, so that the entry of a refusal stays.

    Raises:
        ReviewOver: it is not open for this user.
        governance.reads.gate.ReadRefused: the door stays shut.
    """
    review = Review.objects.filter(pk=review_id).first()
    if review is None or not may_open(review, user):
        raise ReviewOver
    actor = actor_of(user, role)
    found = list(_of(gate.ask(review.purpose, MASK_REVIEW, actor), review))
    with transaction.atomic():
        for one in found:
            _record_look(review, one, actor)
        record(Act.REVIEW_OPENED, actor, _about(review))
    return found


def waits(review: Review) -> bool:
    """Tell whether a sample waits for a second person."""
    return review.agreed_by is None and review.ends_on >= clock.today()


def may_open(review: Review, user: User) -> bool:
    """Tell whether a sample is open for a user."""
    both = (review.asked_by, review.agreed_by)
    return review.agreed_by is not None and user.pk in both and review.ends_on >= clock.today()


def listed(user: User) -> QuerySet[Review]:
    """Return what waits for a second person, and what the user asked for or agreed to."""
    now = Q(agreed_by=None, ends_on__gte=clock.today())
    rows = Review.objects.filter(now | Q(asked_by=user.pk) | Q(agreed_by=user.pk))
    return rows.order_by("-asked_on", "pk").defer("rows")


def waiting_for(user: User) -> int:
    """Count what waits for somebody else than the one who asked."""
    rows = Review.objects.filter(agreed_by=None, ends_on__gte=clock.today())
    return rows.exclude(asked_by=user.pk).count()


def _waiting(review_id: uuid.UUID, user: User, role: Role) -> Review:
    rows = Review.objects.filter(pk=review_id)
    if transaction.get_connection().in_atomic_block:
        rows = rows.select_for_update()
    review = rows.first()
    if review is None or not waits(review) or role not in ROLES:
        raise ReviewOver
    if review.asked_by == user.pk:
        raise SecondPerson
    return review


def _pick(permit: Permit, size: int) -> Iterator[uuid.UUID]:
    people = outlet.owners(permit)
    secrets.SystemRandom().shuffle(people)
    return islice((row for owner in people if (row := _any_of(permit, owner))), size)


def _any_of(permit: Permit, owner: str) -> uuid.UUID | None:
    reading = outlet.of_person(permit, owner)
    some = list(islice(reading.episodes, _LOOKED_THROUGH)) if reading else []
    return secrets.choice(some).id if some else None


def _of(permit: Permit, review: Review) -> Iterator[Readable]:
    ids = [uuid.UUID(row) for row in review.rows]
    for owner in outlet.owners_of(permit, ids) if ids else ():
        if reading := outlet.of_person(permit, owner, ids):
            yield from reading.episodes


def _record_look(review: Review, one: Readable, actor: Actor) -> None:
    details = {"count": 1, "use": MASK_REVIEW}
    record(Act.DATA_SHOWN, actor, About(one.owner, review.purpose, details=details))


def _about(review: Review) -> About:
    return About(purpose=review.purpose, details={"review": str(review.pk)})


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
