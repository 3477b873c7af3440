"""The ring of keys: a person's key, and the keys of (owner, purpose, epoch, week).

Copies of keys live at most a minute in a process. Each function that writes commits in the key
store alone: no transaction of the key store encloses one of the main database.
"""

import secrets
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from governance.errors import Refusal
from governance.keys import ledger, pressing, sealing, short_memory, wrapping
from governance.keys.models import PersonKey, WeekKey
from governance.keys.short_memory import ShortMemory

COPIES_LIVE = short_memory.COPIES_LIVE
KEY_ID = 16
"""Bytes."""
_memory: ShortMemory[bytes] = ShortMemory(COPIES_LIVE)


class KeyGone(Refusal):
    """The key has been destroyed, so what it sealed can be opened by nobody."""

    code = "key-gone"


@dataclass(frozen=True, slots=True)
class Place:
    """What a week key is for."""

    owner: str
    purpose: str
    epoch: uuid.UUID
    week: str

    def label(self, key_id: uuid.UUID) -> str:
        """Return what the wrapped key is bound to."""
        return f"week|{key_id}|{self.owner}|{self.purpose}|{self.epoch}|{self.week}"


def place_of(row: WeekKey) -> Place:
    """Return what the key of a row is for."""
    return Place(row.owner, row.purpose, row.epoch, row.week)


def week_key(place: Place) -> uuid.UUID:
    """Return the id of the key in use for a place, made where there is none."""
    found = in_use(place)
    return found if found is not None else _make(place)


def in_use(place: Place) -> uuid.UUID | None:
    """Return the id of the key in use for a place, asked of the store itself."""
    return (
        WeekKey.objects.filter(
            owner=place.owner,
            purpose=place.purpose,
            epoch=place.epoch,
            week=place.week,
            retiring=False,
        )
        .values_list("id", flat=True)
        .first()
    )


def key(key_id: uuid.UUID) -> bytes:
    """Return a week key.

    Raises:
        KeyGone: it has been destroyed.
    """
    if (known := _memory.get(str(key_id))) is not None:
        return known
    row = WeekKey.objects.filter(pk=key_id).first()
    if row is None:
        raise KeyGone
    return _memory.put(str(key_id), wrapping.unwrap(row.wrapped, place_of(row).label(row.id)))


def renew(place: Place) -> tuple[uuid.UUID, ...]:
    """Retire the key in use and make another; return the ids of those that are to go.

    What stays is then wrapped for the new key in a transaction of the main database, after which
    `destroy_retired` ends the old ones. Where that is interrupted, a sweep does it.
    """
    _turn_over(place)
    return tuple(
        WeekKey.objects.filter(
            owner=place.owner,
            purpose=place.purpose,
            epoch=place.epoch,
            week=place.week,
            retiring=True,
        ).values_list("id", flat=True)
    )


def _turn_over(place: Place, tries: int = 5) -> None:
    """Retire and make; where another process made one in between, retire that one too."""
    try:
        with transaction.atomic(using="keys"):
            WeekKey.objects.filter(
                owner=place.owner, purpose=place.purpose, epoch=place.epoch, week=place.week
            ).update(retiring=True)
            _create(place)
    except IntegrityError:
        if tries <= 1:
            raise
        _turn_over(place, tries - 1)


def retiring() -> dict[Place, tuple[uuid.UUID, ...]]:
    """Return the keys that are about to go, by what they are for."""
    found: dict[Place, tuple[uuid.UUID, ...]] = {}
    for row in WeekKey.objects.filter(retiring=True):
        place = place_of(row)
        found[place] = (*found.get(place, ()), row.id)
    return found


def count_retiring(owner: str) -> int:
    """Count the keys of a person that are about to go."""
    return WeekKey.objects.filter(owner=owner, retiring=True).count()


def count_renewed(owner: str, purpose: str | None = None, epoch: uuid.UUID | None = None) -> int:
    """Count the weeks of an owner, of one purpose or epoch, whose key is about to go.

    A key that an interrupted renewal made in between, and that sealed nothing, is not counted.
    """
    rows = WeekKey.objects.filter(**_chosen(owner, purpose, epoch), retiring=True).order_by()
    return rows.values("owner", "purpose", "epoch", "week").distinct().count()


def destroy_retired(key_ids: Sequence[uuid.UUID], rows: Sequence[str] = ()) -> int:
    """Destroy retired keys and note the rows that went with them; return how many keys went."""
    with transaction.atomic(using="keys"):
        doomed = WeekKey.objects.filter(pk__in=key_ids, retiring=True)
        lines = [{"retired": str(k)} for k in doomed.values_list("id", flat=True)]
        gone, _ = doomed.delete()
        ledger.append([*lines, *({"row": row} for row in rows)])
    for key_id in key_ids:
        _memory.forget(str(key_id))
    return gone


def destroy(
    owner: str, purpose: str | None = None, epoch: uuid.UUID | None = None, week: str | None = None
) -> int:
    """Destroy the week keys of an owner, of one purpose, epoch or week of theirs.

    The lines of the deletion ledger are written even where no key was left, so that a restored
    older copy is cleared too. Returns how many keys went.
    """
    chosen = {"owner": owner, "purpose": purpose, "epoch": epoch, "week": week}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    with transaction.atomic(using="keys"):
        rows = WeekKey.objects.filter(**chosen)
        ids = [str(i) for i in rows.values_list("id", flat=True)]
        gone, _ = rows.delete()
        ledger.append([{name: str(value) for name, value in chosen.items()}])
    for key_id in ids:
        _memory.forget(key_id)
    return gone


def note_narrowed(owner: str, purpose: str, epoch: uuid.UUID, kind: str) -> None:
    """Note in the deletion ledger that a kind was refused, for whoever restores an older copy."""
    line = {"owner": owner, "purpose": purpose, "epoch": str(epoch), "kind": kind}
    with transaction.atomic(using="keys"):
        ledger.append([line])


def retire_again(key_ids: Sequence[str]) -> int:
    """Mark keys that an older copy of the key store brought back; `destroy_retired` ends them."""
    return WeekKey.objects.filter(pk__in=key_ids).update(retiring=True)


def count(owner: str, purpose: str | None = None, epoch: uuid.UUID | None = None) -> int:
    """Count the week keys of an owner, of one purpose or epoch."""
    return WeekKey.objects.filter(**_chosen(owner, purpose, epoch)).count()


def _chosen(owner: str, purpose: str | None, epoch: uuid.UUID | None) -> dict[str, object]:
    chosen = {"owner": owner, "purpose": purpose, "epoch": epoch}
    return {name: value for name, value in chosen.items() if value is not None}


def person_seal(owner: str, plaintext: bytes, associated: str) -> bytes:
    """Seal something small for one person, bound to what it is.

    The store itself is asked for the key in use, made where there is none: a copy of a key that
    was destroyed meanwhile would seal what nobody can open.
    """
    row = _person_row(owner) or _make_person(owner)
    return sealing.seal(_unwrapped(row), plaintext, associated.encode())


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed for a person, and which of their keys it needs.

    Attributes:
        key_id: random, of this key alone: after an erasure of everything another one follows.
    """

    key_id: bytes
    sealed: bytes


def person_seal_named(owner: str, plaintext: bytes, label: Callable[[bytes], str]) -> Sealed:
    """Seal something small for one person, bound to what it is and to the key that it needs.

    Args:
        owner: for whom.
        plaintext: what.
        label: what it is, made of the id of the key.
    """
    row = _person_row(owner) or _make_person(owner)
    key_id = bytes(row.key_id)
    sealed = sealing.seal(_unwrapped(row), plaintext, label(key_id).encode())
    return Sealed(key_id, sealed)


def person_open(owner: str, sealed: bytes | memoryview, associated: str) -> bytes:
    """Open what was sealed for a person.

    Raises:
        KeyGone: the person's key has been destroyed.
        governance.keys.sealing.SealBroken: it was sealed under an earlier key, or changed.
    """
    known = _memory.get(name_of(owner))
    if known is not None:
        with suppress(sealing.SealBroken):  # the copy may be of an earlier key
            return sealing.open_sealed(known, bytes(sealed), associated.encode())
    row = _person_row(owner)
    if row is None:
        raise KeyGone
    return sealing.open_sealed(_unwrapped(row), bytes(sealed), associated.encode())


def destroy_person(owner: str) -> int:
    """Destroy a person's own key: receipts, closed audit parts and device names end with it.

    The line of the deletion ledger names the key, so that what was sealed under it is told from
    what is sealed under one that the person gets later.
    """
    with transaction.atomic(using="keys"):
        rows = PersonKey.objects.filter(owner=owner)
        key_id = rows.values_list("key_id", flat=True).first() or b""
        gone, _ = rows.delete()
        ledger.append([{"person": owner, "key": bytes(key_id).hex()}])
    _memory.forget(name_of(owner))
    return gone


def settle() -> bool:
    """Press destroyed keys out of the key store's files; True when none is left in them.

    A reader elsewhere can keep them there, and raises nothing, so the answer counts.
    """
    return pressing.press()


def settle_if_cheap() -> None:
    """Press them out where that takes milliseconds; elsewhere the sweep does within seconds."""
    pressing.press_if_cheap()


def _make(place: Place) -> uuid.UUID:
    try:
        with transaction.atomic(using="keys"):
            return _create(place)
    except IntegrityError:  # another process was first
        found = in_use(place)
        if found is None:
            raise
        return found


def _create(place: Place) -> uuid.UUID:
    key_id, made = uuid.uuid4(), sealing.new_key()
    WeekKey.objects.create(
        id=key_id,
        owner=place.owner,
        purpose=place.purpose,
        epoch=place.epoch,
        week=place.week,
        wrapped=wrapping.wrap(made, place.label(key_id)),
    )
    return key_id


def _person_row(owner: str) -> PersonKey | None:
    return PersonKey.objects.filter(pk=owner).first()


def _make_person(owner: str) -> PersonKey:
    try:
        with transaction.atomic(using="keys"):
            made = wrapping.wrap(sealing.new_key(), name_of(owner))
            key_id = secrets.token_bytes(KEY_ID)
            return PersonKey.objects.create(owner=owner, wrapped=made, key_id=key_id)
    except IntegrityError:  # another process was first
        return PersonKey.objects.get(pk=owner)


def _unwrapped(row: PersonKey) -> bytes:
    """Return the key of a row; the copy in memory counts only for the very same row."""
    name, wrapped = name_of(row.owner), bytes(row.wrapped)
    known = _memory.get(name)
    if known is not None and _memory.get(f"of|{name}") == wrapped:
        return known
    _memory.put(f"of|{name}", wrapped)
    return _memory.put(name, wrapping.unwrap(wrapped, name))


def name_of(owner: str) -> str:
    """Return what the wrapped key of a person is bound to."""
    return f"person|{owner}"
