"""Recalls leave in weekly rounds. They name no cause, no person and no number of people.

What a withdrawal adds is gathered unseen until the round of the coming week. A round that would
list one person's rows alone, or whose rows nobody can open any more, drops the whole release.
"""

import uuid
from datetime import date, timedelta

from django.db import transaction

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.record import SYSTEM, About, record
from governance.directory.actors import actor_of
from governance.directory.models import User
from governance.keys import owners
from training.models import Contribution, Recall, Release, ReleaseState
from training.releases import files
from training.releases.errors import NotToAnswer

WEEK = timedelta(days=7)
FEWEST = 2
"""A list of rows comes from so many people at least."""


def gather(release: Release, owner: str, rows: set[str] | None) -> None:
    """Add rows of one person to the coming round; None where nobody knows which they are.

    Call it with the release locked. Doing it again changes nothing.
    """
    recall, _made = Recall.objects.select_for_update(no_key=True).get_or_create(
        release=release, defaults={"round": _coming()}
    )
    if recall.issued_on and not recall.drop:
        return  # the whole of it is being dropped already
    pending = dict(recall.pending) or {"who": [], "rows": [], "all": False}
    if rows is not None and rows <= {*pending["rows"], *recall.drop}:
        return
    pending["who"] = sorted({*pending["who"], _tag(recall, owner)})
    pending["rows"] = sorted({*pending["rows"], *(rows or ())})
    pending["all"] = pending["all"] or rows is None
    if not recall.pending:
        recall.round = _coming()
    recall.pending = pending
    recall.save(update_fields=["pending", "round"])


def knows(release_id: uuid.UUID, owner: str) -> bool:
    """Tell whether a person's rows wait for the coming round of a release."""
    recall = Recall.objects.filter(release=release_id).first()
    return recall is not None and _tag(recall, owner) in recall.pending.get("who", ())


def issue_round() -> int:
    """Send the recalls whose week has come, and those of releases that end; return how many."""
    _gather_what_ends()
    week = clock.week_of(clock.today())
    waiting = Recall.objects.exclude(pending={}).filter(round__lte=week)
    return sum(_issue(pk) for pk in waiting.values_list("pk", flat=True))


@transaction.atomic
def take_list(recall_id: uuid.UUID, user: User) -> list[str]:
    """Return the rows to drop; that somebody took the list is on the record. [] where all goes."""
    recall = Recall.objects.select_related("release").get(pk=recall_id)
    if recall.issued_on is None or not recall.drop:
        return []
    details = {"release": str(recall.release_id), "recall": str(recall.pk)}
    about = About(purpose=recall.release.purpose, details=details)
    record(Act.RECALL_LISTED, actor_of(user, Role.STEWARD), about)
    return list(recall.drop)


@transaction.atomic
def acknowledge(recall_id: uuid.UUID, user: User) -> Recall:
    """Note that whoever holds the release has dropped what was named.

    Raises:
        NotToAnswer: it has been answered, or was never sent.
    """
    recall = _locked(recall_id)
    if recall is None or recall.issued_on is None or recall.acknowledged_on is not None:
        raise NotToAnswer
    recall.acknowledged_on, recall.acknowledged_by = clock.today(), user.pk
    recall.save(update_fields=["acknowledged_on", "acknowledged_by"])
    release = recall.release
    if not recall.drop:
        # Nobody holds it any more, so nobody is linked to it any more.
        Contribution.objects.filter(release=release).delete()
    details = {"release": str(release.pk), "recall": str(recall.pk)}
    actor = actor_of(user, Role.STEWARD)
    record(Act.RECALL_ACKNOWLEDGED, actor, About(purpose=release.purpose, details=details))
    transaction.on_commit(lambda: files.delete(release.pk))
    return recall


def clear_files() -> int:
    """Delete the files of recalled releases that were answered for or whose day has come."""
    recalled = Recall.objects.filter(issued_on__isnull=False).select_related("release")
    over = [one for one in recalled if one.acknowledged_on or _due(one) <= clock.today()]
    return sum(files.delete(one.release_id) for one in over)


def _gather_what_ends() -> None:
    """A release is recalled in time to be gone on its last day."""
    soon = clock.today() + WEEK
    out = Release.objects.filter(
        state__in=(ReleaseState.READY, ReleaseState.RECALLED), ends_on__lte=soon
    )
    for pk in out.values_list("pk", flat=True):
        with transaction.atomic():
            release = Release.objects.select_for_update(no_key=True).get(pk=pk)
            week = clock.week_of(clock.today())
            recall, made = Recall.objects.get_or_create(release=release, defaults={"round": week})
            if made or recall.issued_on is None or recall.drop:
                recall.pending, recall.round = {"who": [], "rows": [], "all": True}, week
                recall.save(update_fields=["pending", "round"])


@transaction.atomic
def _issue(recall_id: uuid.UUID) -> int:
    recall = _locked(recall_id)
    if recall is None or not recall.pending:
        return 0
    release, pending = recall.release, recall.pending
    whole = pending["all"] or len(pending["who"]) < FEWEST
    today = clock.today()
    recall.drop = [] if whole else sorted({*recall.drop, *pending["rows"]})
    recall.pending, recall.issued_on = {}, today
    recall.round = clock.week_of(today)
    recall.due_on = max(today, min(today + WEEK, release.ends_on or today + WEEK))
    recall.acknowledged_on = recall.acknowledged_by = None
    recall.save()
    release.state = ReleaseState.RECALLED
    release.save(update_fields=["state"])
    details = {"release": str(release.pk), "recall": str(recall.pk)}
    record(Act.RECALL_ISSUED, SYSTEM, About(purpose=release.purpose, details=details))
    return 1


def _locked(recall_id: uuid.UUID) -> Recall | None:
    """Lock the release, then its recall, in the order in which a withdrawal does."""
    found = Recall.objects.filter(pk=recall_id).values_list("release", flat=True).first()
    if found is None:
        return None
    Release.objects.select_for_update(no_key=True).get(pk=found)
    return (
        Recall.objects.select_for_update(no_key=True, of=("self",))
        .select_related("release")
        .get(pk=recall_id)
    )


def _tag(recall: Recall, owner: str) -> str:
    """Who it was is needed until the round alone, to know whether it was one person."""
    return owners.keyed(f"recall|{recall.pk}", owner)


def _coming() -> str:
    return clock.week_of(clock.today() + WEEK)


def _due(recall: Recall) -> date:
    return recall.due_on or clock.today()
