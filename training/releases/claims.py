"""Who builds a release. One process holds a claim; whoever has lost it stops, touching nothing."""

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction

from governance import announce, clock
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from training.models import Contribution, Release, ReleaseState
from training.releases import files
from training.releases.errors import Again, Lost

LATE = timedelta(seconds=120)
"""Whoever has given no sign of life for so long builds no more."""
STARTS = 3
STEPS = 20
BUILD = "training.releases.tasks.build"


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to build one release; `seen` is the last step that was told."""

    release: uuid.UUID
    token: uuid.UUID
    seen: int = 0


@transaction.atomic
def take(release_id: uuid.UUID) -> Claim | None:
    """Take a release that waits, or whose builder has died; None where there is nothing to do."""
    release = _locked(release_id)
    if release is None or not _free(release):
        return None
    if release.tries >= STARTS:
        _end(release, ReleaseState.FAILED, "interrupted")
        return None
    release.state, release.claim = ReleaseState.BUILDING, uuid.uuid4()
    release.tries, release.alive_at, release.total = release.tries + 1, clock.now(), STEPS
    release.save()
    return Claim(release.pk, release.claim)


@transaction.atomic
def begin_again(claim: Claim) -> Release:
    """Take back all links, so that only what is so from now on counts.

    Raises:
        Lost: the claim is gone.
    """
    release = _mine(claim)
    Contribution.objects.filter(release=release).delete()
    release.marked, release.done, release.alive_at = False, 0, clock.now()
    release.save(update_fields=["marked", "done", "alive_at"])
    return release


def hold(claim: Claim) -> Release:
    """Lock the release; call it inside a transaction, after the consent of whom it concerns.

    Raises:
        Lost: the claim is gone.
        Again: a withdrawal has marked the release.
    """
    release = _mine(claim)
    if release.marked:
        raise Again
    return release


def tell(claim: Claim, share: float) -> Claim:
    """Say how far the build is, in twenty steps that tell nothing of people.

    Raises:
        Lost: the claim is gone.
    """
    step = min(STEPS, int(share * STEPS))
    changes = {"alive_at": clock.now(), **({"done": step} if step != claim.seen else {})}
    held = Release.objects.filter(
        pk=claim.release, claim=claim.token, state=ReleaseState.BUILDING
    ).update(**changes)
    if not held:
        raise Lost
    return replace(claim, seen=step)


@transaction.atomic
def fail(claim: Claim, reason: str) -> None:
    """End a build that came to nothing; it leaves nothing."""
    release = _locked(claim.release)
    if release is not None and release.claim == claim.token:
        _end(release, ReleaseState.FAILED, reason)


def cancelled(release: Release) -> None:
    """End a build that was cancelled; call it with the release locked."""
    _end(release, ReleaseState.CANCELLED, "")


def sweep() -> int:
    """Begin anew what nobody builds any more; delete folders that belong to nothing."""
    stuck = [one for one in Release.objects.filter(state__in=_OPEN) if _late(one)]
    for one in stuck:
        if one.state == ReleaseState.WAITING:  # so that it is not sent again every time
            Release.objects.filter(pk=one.pk, claim=None).update(alive_at=clock.now())
        announce.task(BUILD, str(one.pk))
    _tidy()
    return len(stuck)


_OPEN = (ReleaseState.WAITING, ReleaseState.BUILDING)


def _tidy() -> None:
    """Delete folders of what was cancelled, failed, or is written by nobody any more."""
    folders = list(files.every())  # before the rows: what is begun after that is not seen
    rows = dict(Release.objects.filter(state__in=_KEPT).values_list("pk", "claim"))
    for path, release_id, token in folders:
        if release_id not in rows or token not in (None, rows[release_id]):
            files.remove(path)


_KEPT = (ReleaseState.READY, ReleaseState.RECALLED, ReleaseState.BUILDING)


def _free(release: Release) -> bool:
    waits = release.state == ReleaseState.WAITING
    return waits or (release.state == ReleaseState.BUILDING and _late(release))


def _late(release: Release) -> bool:
    return release.alive_at is None or release.alive_at + LATE < clock.now()


def _mine(claim: Claim) -> Release:
    release = _locked(claim.release)
    if release is None or (release.claim, release.state) != (claim.token, ReleaseState.BUILDING):
        raise Lost
    return release


def _locked(release_id: uuid.UUID) -> Release | None:
    return Release.objects.select_for_update(no_key=True).filter(pk=release_id).first()


def _end(release: Release, state: ReleaseState, reason: str) -> None:
    Contribution.objects.filter(release=release).delete()
    release.state, release.reason, release.claim = state, reason, None
    release.done, release.counts, release.marked = 0, {}, False
    release.save()
    if state == ReleaseState.FAILED:
        details = {"release": str(release.pk), "reason": reason}
        record(Act.RELEASE_CANCELLED, SYSTEM, About(purpose=release.purpose, details=details))
    transaction.on_commit(lambda: files.delete(release.pk))
