"""Writes the training store. Every writer holds the person's consent (`governance.consent.fence`).

Whatever takes out less than an epoch makes a new key for the weeks it touches, wraps what stays,
and destroys the old key, so that no older copy of the database opens what went.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from governance import clock
from governance.consent import fence
from governance.holds import keeping, reach
from governance.keys import ring, sealing
from governance.purposes.kinds import Kind
from training import rows as inserting
from training import vault
from training.body import Body
from training.models import Episode, GoneRow
from training.releases import links
from training.vault import Stored

Change = Callable[[Body], Body | None]
"""What becomes of a body: itself to leave it, another one, or None to delete the row."""
DatedChange = Callable[[Stored], Stored | None]
"""The same for a body with the days on which its kinds go."""


@dataclass(frozen=True, slots=True)
class NewEpisode:
    """A redacted episode to be stored.

    Attributes:
        rests_until: last day on which its owner alone reads it.
        goes_on: day on which it is deleted.
        goes: the days of those kinds that go on another one.
        accepted_at: when its batch was accepted; kept for 24 hours.
    """

    owner: str
    purpose: str
    epoch: uuid.UUID
    version: int
    policy_id: str
    rests_until: date
    goes_on: date
    accepted_at: datetime
    body: Body
    goes: Mapping[Kind, date] = field(default_factory=dict)

    @property
    def stored(self) -> Stored:
        """The body, and the day of each kind in it."""
        days = {kind: self.goes.get(kind, self.goes_on) for kind in self.body.held}
        return Stored(self.body, days)


def add(episodes: Sequence[NewEpisode]) -> int:
    """Store episodes. Call it inside the fence: consent held, compared, and one transaction.

    The week is that of the storing. A key that has to be made is committed in the key store
    before a row that needs it.
    """
    week = clock.week_of(clock.today())
    holds = {owner: reach.newest(owner) for owner in {new.owner for new in episodes}}
    keys: dict[ring.Place, uuid.UUID] = {}
    rows = []
    for new in episodes:
        row = Episode(
            id=uuid.uuid4(),
            owner=new.owner,
            purpose=new.purpose,
            epoch=new.epoch,
            version=new.version,
            week=week,
            policy_id=new.policy_id,
            rests_until=new.rests_until,
            accepted_at=new.accepted_at,
            after_hold=holds[new.owner],
        )
        place = vault.place_of(row)
        if place not in keys:
            keys[place] = ring.week_key(place)
        vault.seal(row, new.stored, keys[place])
        rows.append(row)
    inserting.insert(rows)
    return len(rows)


def rewrite(
    owner: str,
    ids: Collection[uuid.UUID],
    change: Change | None,
    *,
    policy_id: str = "",
    recalled: bool = False,
) -> int:
    """Change or delete rows of one owner, and end the keys that older copies would need.

    Call it in a transaction of the act and its entry. The old keys are destroyed after the
    commit; where that is interrupted, `finish_rewrites` does it.

    Args:
        owner: whose rows.
        ids: which of them; others are left alone but for the wrapping of their data keys.
        change: what happens to each; None deletes without opening.
        policy_id: by what the changed ones were redacted; "" leaves it as it was.
        recalled: whether releases that hold a changed one are recalled; deleted ones always are.

    Returns:
        How many rows were deleted or replaced.
    """
    dated = _dated(change) if change else None
    return rewrite_dated(owner, ids, dated, policy_id=policy_id, recalled=recalled)


@transaction.atomic
def rewrite_dated(
    owner: str,
    ids: Collection[uuid.UUID],
    change: DatedChange | None,
    *,
    policy_id: str = "",
    recalled: bool = False,
) -> int:
    """Do as `rewrite` does, with a change that knows, or changes, the days of the kinds."""
    found = Episode.objects.filter(owner=owner, pk__in=list(ids))
    places = sorted({vault.place_of(row) for row in found}, key=str)
    retired = [key for place in places for key in ring.renew(place)]
    fence.hold(owner, {place.purpose for place in places})
    retired += _renew_overtaken(places, ids, retired)
    chosen = set(ids)
    became: dict[uuid.UUID, uuid.UUID | None] = {}
    for place in places:
        became |= _rewrite_place(place, chosen, change, policy_id, masked=recalled)
    gone = list(became)
    links.episodes_gone(owner, [old for old, new in became.items() if recalled or new is None])
    if not recalled:
        links.follow(owner, {old: new for old, new in became.items() if new is not None})
    GoneRow.objects.bulk_create([GoneRow(id=row_id) for row_id in gone])
    if retired:
        transaction.on_commit(lambda: _end_keys(places, retired))
    return len(gone)


def seal_again(rows: Iterable[Episode], place: ring.Place, policy_id: str) -> int:
    """Seal rows of one place anew under the same id, as they are but for the policy they fit.

    Call it inside the fence. What a row is bound to names the policy, so its seal has to.
    """
    key_id = ring.week_key(place)
    done = []
    for row in rows:
        if stored := _opened(row):
            row.policy_id = policy_id
            vault.seal(row, stored, key_id)
            done.append(row)
    Episode.objects.bulk_update(
        done, ["policy_id", "goes_on", "key", "wrapped", "sealed"], batch_size=100
    )
    return len(done)


def delete_epoch(owner: str, purpose: str | None, epoch: uuid.UUID | None) -> int:
    """Delete the rows of keys that are gone already: of an epoch, a purpose, or all."""
    chosen = {"owner": owner, "purpose": purpose, "epoch": epoch}
    rows = Episode.objects.filter(**{k: v for k, v in chosen.items() if v is not None})
    gone, _ = rows.delete()
    return gone


def finish_rewrites() -> int:
    """Wrap anew what an interrupted rewrite left, and destroy its keys; return how many.

    The rows that went in it get their lines in the deletion ledger.

    Raises:
        governance.keys.sealing.SealBroken: a row was changed; all that can be finished is.
    """
    done, broken = 0, None
    for place, ids in ring.retiring().items():
        try:
            done += _finish(place, ids)
        except sealing.SealBroken as refusal:
            broken = refusal
    note_gone()
    if broken is not None:
        raise broken
    return done


def note_gone() -> None:
    """Write the lines of the deletion ledger that rows are owed which went in a rewrite."""
    _note_gone([])


def _finish(place: ring.Place, retired: Sequence[uuid.UUID]) -> int:
    with transaction.atomic():
        fence.hold(place.owner, [place.purpose])
        _rewrite_place(place, set(), None, "")
    return _note_gone(retired)


def _renew_overtaken(
    places: Sequence[ring.Place], ids: Collection[uuid.UUID], retired: Collection[uuid.UUID]
) -> list[uuid.UUID]:
    """Renew again, under the lock, where somebody wrapped a chosen row for the fresh key before.

    Else a copy from in between would open the row with a key that stays.
    """
    rows = Episode.objects.filter(pk__in=list(ids)).exclude(key__in=list(retired))
    overtaken = {vault.place_of(row) for row in rows.defer("sealed", "wrapped")} & set(places)
    return [key for place in sorted(overtaken, key=str) for key in ring.renew(place)]


def _dated(change: Change) -> DatedChange:
    return lambda stored: stored.with_body(change(stored.body))


def _rewrite_place(
    place: ring.Place,
    ids: set[uuid.UUID],
    change: DatedChange | None,
    policy_id: str,
    *,
    masked: bool = False,
) -> dict[uuid.UUID, uuid.UUID | None]:
    """Under the consent lock: rows chosen are changed, all others get the key in use.

    Returns the ids of the rows that went, with those of the rows that came for them. Of those
    that went a legal hold takes what was lost with them; what was `masked` better it takes not.
    """
    key_id = ring.week_key(place)
    rows = Episode.objects.filter(**_columns(place))
    became: dict[uuid.UUID, uuid.UUID | None] = {}
    fresh, lost = [], []
    for row in rows.filter(pk__in=ids):
        before = _opened(row) if change else None
        after = change(before) if change and before else None
        if after is not None and after is before:
            continue
        became[row.pk] = None
        if after is None or before is None or not (masked or after.body == before.body):
            lost.append(row)
        if after is not None:
            fresh.append(_replaced(row, after, key_id, policy_id or row.policy_id))
            became[row.pk] = fresh[-1].pk
    keeping.keep_pieces(place.owner, filter(None, map(vault.piece_of, lost)))
    unreadable = _wrap_rest(rows.exclude(pk__in=became), key_id)
    Episode.objects.filter(pk__in=[*became, *unreadable]).delete()
    Episode.objects.bulk_create(fresh)
    return became


def _opened(row: Episode) -> Stored | None:
    try:
        return vault.open_whole(row)
    except ring.KeyGone:  # an erasure is at work; the row can only be deleted
        return None


def _wrap_rest(rows: QuerySet[Episode], key_id: uuid.UUID) -> list[uuid.UUID]:
    """Wrap what stays; return the rows that nobody can open any more (an erasure is at work)."""
    kept, unreadable = [], []
    for row in rows.exclude(key=key_id).defer("sealed"):
        try:
            vault.wrap_anew(row, key_id)
            kept.append(row)
        except ring.KeyGone:
            unreadable.append(row.pk)
    Episode.objects.bulk_update(kept, ["key", "wrapped"], batch_size=200)
    return unreadable


def _replaced(row: Episode, stored: Stored, key_id: uuid.UUID, policy_id: str) -> Episode:
    """Return a new row under a new id, so that the old id can be noted as deleted."""
    fresh = Episode(
        id=uuid.uuid4(),
        owner=row.owner,
        purpose=row.purpose,
        epoch=row.epoch,
        version=row.version,
        week=row.week,
        policy_id=policy_id,
        rests_until=row.rests_until,
        accepted_at=row.accepted_at,
        after_hold=row.after_hold,
    )
    vault.seal(fresh, stored, key_id)
    return fresh


def _end_keys(places: Sequence[ring.Place], retired: Sequence[uuid.UUID]) -> None:
    _note_gone(retired)
    this_week = clock.week_of(clock.today())
    for place in places:
        # No row is ever added to a week that has passed, so its empty key can go for good.
        if place.week < this_week and not Episode.objects.filter(**_columns(place)).exists():
            ring.destroy(place.owner, place.purpose, place.epoch, place.week)
    ring.settle_if_cheap()


def _note_gone(retired: Sequence[uuid.UUID]) -> int:
    """Destroy keys together with the lines of all rows that went and have none.

    Also of those of others: the keys may be theirs too. A line that is there twice says the same.
    """
    rows = list(GoneRow.objects.values_list("pk", flat=True))
    if not (rows or retired):
        return 0
    ended = ring.destroy_retired(retired, [str(row_id) for row_id in rows])
    GoneRow.objects.filter(pk__in=rows).delete()
    return ended


def _columns(place: ring.Place) -> dict[str, object]:
    return {
        "owner": place.owner,
        "purpose": place.purpose,
        "epoch": place.epoch,
        "week": place.week,
    }
