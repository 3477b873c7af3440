"""Who is in which release: written under the fence, opened for its person or for a recall.

The ids of a person's rows are sealed with that person's key, by the episode they came from.
"""

import json
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from governance.consent import queries as consent
from governance.holdings.registry import Recalled, Scope
from governance.keys import ring
from governance.purposes.kinds import Kind
from training.models import Contribution, Release, ReleaseState
from training.releases import recalls

IN_WORK = (ReleaseState.WAITING, ReleaseState.BUILDING)
OUT = (ReleaseState.READY, ReleaseState.RECALLED)


@dataclass(frozen=True, slots=True)
class Link:
    """What a contribution seals: the kinds that it used, and row ids by episode."""

    kinds: frozenset[str]
    rows: Mapping[str, str]


def write(
    release: Release, owner: str, epoch: uuid.UUID, kinds: Collection[Kind], rows: dict[str, str]
) -> None:
    """Link a person and a release; call it with the person's consent held and compared."""
    row = Contribution(id=uuid.uuid4(), owner=owner, release=release, epoch=epoch)
    row.sealed = _sealed(row, kinds, rows)
    row.save(force_insert=True)


def opened(row: Contribution) -> Link | None:
    """Open a link; None where the person's key is gone."""
    try:
        found = json.loads(ring.person_open(row.owner, row.sealed, _label(row.pk)))
    except ring.KeyGone:
        return None
    return Link(frozenset(found["kinds"]), found["rows"])


def foretell(scope: Scope) -> None:
    """Mark each release that an erasure reaches; call it in the transaction of its act.

    It is done again before the keys go, or after some of them went where that was interrupted.
    """
    for row, link in _reached(scope):
        _mark_what_goes(row, link)


def recalled(scope: Scope) -> list[Recalled]:
    """Return the releases that are out and that an erasure reaches, under their locks.

    A release in work is none of them: it is built without what goes.
    """
    if scope.kind is None:  # no link need be opened, and the key may be gone
        return _out(list(_links(scope).values_list("release", flat=True)))
    return _out([row.release_id for row, _link in _reached(scope)])


def episodes_gone(owner: str, episodes: Collection[uuid.UUID]) -> None:
    """Mark each release in which a person's deleted episodes are."""
    for row, gone in _holding(owner, episodes):
        _mark(row, gone)


def recalled_for(owner: str, episodes: Collection[uuid.UUID]) -> list[Recalled]:
    """Return the releases that are out in which a person's deleted episodes are.

    Call it after `episodes_gone`, in its transaction.
    """
    return _out([row.release_id for row, _gone in _holding(owner, episodes)])


def follow(owner: str, became: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """Let links name the rows that came for rows of before, so that they are found later, too.

    Call it with the person's consent held.
    """
    renamed = {str(old): str(new) for old, new in became.items()}
    rows = Contribution.objects.filter(owner=owner).order_by("release") if renamed else ()
    for row in rows:
        link = opened(row)
        if link is not None and renamed.keys() & link.rows.keys():
            named = {renamed.get(old, old): new for old, new in link.rows.items()}
            # An update, since an answered recall may have taken the link away meanwhile.
            Contribution.objects.filter(pk=row.pk).update(sealed=_sealed(row, link.kinds, named))


def outlived(owner: str, days: Mapping[uuid.UUID, Mapping[Kind, date]]) -> None:
    """Mark each release that would keep something of a person beyond its new day.

    Args:
        owner: whose.
        days: for an episode the days on which its kinds go.
    """
    rows = Contribution.objects.filter(owner=owner).select_related("release")
    for row in rows.order_by("release"):
        link, ends_on = opened(row), row.release.ends_on
        if link is None or ends_on is None:
            continue
        late = {
            new
            for old, new in link.rows.items()
            for kind, day in days.get(uuid.UUID(old), {}).items()
            if str(kind) in link.kinds and day < ends_on
        }
        if late:
            _mark(row, late)


def gather_what_lapsed() -> int:
    """Put into the next round what consent does not cover any more: it expired, or a kind did.

    A withdrawal is gathered in its own transaction; this is for what ends by itself.
    """
    rows = Contribution.objects.filter(release__state__in=OUT).select_related("release")
    return sum(_lapsed(row) for row in rows.order_by("release", "owner").iterator())


@transaction.atomic
def _lapsed(row: Contribution) -> int:
    standing = consent.in_force(row.owner).get(row.release.purpose)
    link = opened(row)
    covered = (
        standing is not None
        and standing.epoch == row.epoch
        and link is not None
        and link.kinds <= {str(kind) for kind in standing.kinds}
    )
    if not covered:
        _mark(row, set(link.rows.values()) if link else None)
    return int(not covered)


def erase(scope: Scope) -> int:
    """Delete the links that an erasure reaches; whatever was not marked yet is marked.

    The keys may be gone by now; what was foretold is known to the recall already.
    """
    doomed = _reached(scope)
    for row, link in doomed:
        _mark_what_goes(row, link)
    gone, _ = Contribution.objects.filter(pk__in=[row.pk for row, _link in doomed]).delete()
    return gone


def of(owner: str) -> QuerySet[Contribution]:
    """Return a person's links to releases that are out."""
    rows = Contribution.objects.filter(owner=owner, release__state__in=OUT)
    return rows.select_related("release").order_by("release__purpose", "release__number")


def _reached(scope: Scope) -> list[tuple[Contribution, Link | None]]:
    found = [(row, opened(row)) for row in _links(scope)]
    if scope.kind is None:
        return found
    return [(row, link) for row, link in found if link is None or scope.kind in link.kinds]


def _links(scope: Scope) -> QuerySet[Contribution]:
    chosen = {"owner": scope.owner, "release__purpose": scope.purpose, "epoch": scope.epoch}
    rows = Contribution.objects.filter(**{k: v for k, v in chosen.items() if v is not None})
    return rows.order_by("release")


def _holding(
    owner: str, episodes: Collection[uuid.UUID]
) -> Iterator[tuple[Contribution, set[str]]]:
    """Yield each link that names some of a person's episodes, with their rows in the release."""
    wanted = {str(one) for one in episodes}
    rows = Contribution.objects.filter(owner=owner).order_by("release") if wanted else ()
    for row in rows:
        link = opened(row)
        held = {new for old, new in link.rows.items() if old in wanted} if link else set()
        if held:
            yield row, held


def _out(releases: Collection[uuid.UUID]) -> list[Recalled]:
    """Return which of these releases are out, locked, so that none is signed or ends meanwhile."""
    rows = Release.objects.select_for_update(no_key=True).filter(pk__in=releases, state__in=OUT)
    found = rows.order_by("pk").values_list("purpose", "number") if releases else ()
    return [Recalled(purpose, number) for purpose, number in found]


def _mark_what_goes(row: Contribution, link: Link | None) -> None:
    """Mark a release for all rows of a person; what is known to its recall needs no link."""
    if link is not None or not recalls.knows(row.release_id, row.owner):
        _mark(row, set(link.rows.values()) if link else None)


def _mark(row: Contribution, rows: set[str] | None) -> None:
    """Mark a release under its lock: signing either sees the mark, or is over already."""
    release = Release.objects.select_for_update(no_key=True).get(pk=row.release_id)
    if release.state in IN_WORK:
        release.marked = True
        release.save(update_fields=["marked"])
    elif release.state in OUT:
        recalls.gather(release, row.owner, rows)


def _sealed(row: Contribution, kinds: Collection[str], rows: Mapping[str, str]) -> bytes:
    body = json.dumps({"kinds": sorted(kinds), "rows": dict(rows)}).encode()
    return ring.person_seal(row.owner, body, _label(row.pk))


def _label(contribution: uuid.UUID) -> str:
    return f"contribution|{contribution}"
