"""Proofs that people take with them: the place of one entry, and of many, under one checkpoint.

What is handed out here was asked for by somebody who may see it; who that is, the pages decide.
"""

import base64
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from governance.audit import closed, evidence, proofs, tiles, tree
from governance.audit.acts import Act
from governance.audit.models import AuditClosed, AuditEntry, AuditLeaf, AuditTile
from governance.audit.record import open_part
from governance.signing import encode

ENTRIES = "sayso-entries/1"
KEY = 32
FIRST, AT_ONCE = 100, 2000
"""Entries that are read together, with one reader of the tree, whose memory ends with them: few at
first, so that an answer begins soon."""
Proof = dict[str, object]


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its place.

    Attributes:
        index: its place; None while it has none, or none before the checkpoint.
        path: hashes in base64, from the leaf upwards.
    """

    entry: AuditEntry
    index: int | None
    path: tuple[str, ...] = ()


def of_certificate(digest: str, done: date) -> Proof | None:
    """Return the proof that a certificate was in the log; None while it has no place yet.

    Args:
        digest: how the log names the certificate (its entry's subject).
        done: the day that it says. The entry was written then, or a moment after midnight.
    """
    days = (done, done + timedelta(days=1))
    rows = AuditEntry.objects.filter(day__in=days, act=Act.ERASURE_DONE, subject=digest)
    entry = rows.first()
    return of_entry(entry) if entry is not None else None


def of_entry(entry: AuditEntry) -> Proof | None:
    """Return the proof of one entry as `verify.py proof` reads it; None while it has no place."""
    newest, index = evidence.newest(None), evidence.place_of(entry.pk)
    if newest is None or index is None or index >= newest.size:
        return None
    path = base64s(proofs.inclusion(index, newest.size))
    return {"checkpoint": newest.note, "index": index, "path": path, "entry": line(entry)}


def line(entry: AuditEntry) -> dict[str, str]:
    """Return what the leaf of an entry is computed from, as exports and proofs write it."""
    return {
        "act": entry.act,
        "day": entry.day.isoformat(),
        "id": str(entry.pk),
        "outcome": entry.outcome,
        "purpose": entry.purpose,
        "role": entry.role,
        "subject": entry.subject,
        "random": bytes(entry.random).hex(),
        "commitment": bytes(entry.commitment).hex(),
    }


def place(entries: Iterable[AuditEntry], size: int) -> Iterator[Placed]:
    """Yield entries with their places in the tree of a size, some hundreds at a time."""
    for some in _chunks(entries):
        ids = [entry.pk for entry in some]
        found = dict(AuditLeaf.objects.filter(entry__in=ids).values_list("entry", "index"))
        indexes = {pk: index for pk, index in found.items() if index < size}
        reader = _reader(indexes.values(), size)
        for entry in some:
            index = indexes.get(entry.pk)
            path = proofs.inclusion(index, size, reader) if index is not None else []
            yield Placed(entry, index, tuple(base64s(path)))


def own(owner: str) -> Iterator[str]:
    """Yield the text of a person's own entries with their proofs, opened, in their order.

    Left out is what has no place yet, such as what was done a second ago.

    Raises:
        governance.keys.ring.KeyGone: the person's key has been destroyed.
        governance.keys.sealing.SealBroken: a closed part is not as it was sealed.
    """
    newest = evidence.newest(None)
    note = newest.note if newest else ""
    size = newest.size if newest else 0
    yield f'{{"type":"{ENTRIES}","checkpoint":{_json(note)},"entries":['
    before = "\n"
    for one in _own(owner, size):
        yield before + _json(one)
        before = ",\n"
    yield "\n]}\n"


def _own(owner: str, size: int) -> Iterator[dict[str, object]]:
    mine = AuditClosed.objects.filter(owner=owner)
    leaves = AuditLeaf.objects.filter(entry__in=mine.values("entry"), index__lt=size)
    places = list(leaves.order_by("index").values_list("index", "entry"))
    for start in range(0, len(places), AT_ONCE):
        some = places[start : start + AT_ONCE]
        ids = [entry for _index, entry in some]
        entries, parts = AuditEntry.objects.in_bulk(ids), mine.in_bulk(ids)
        reader = _reader([index for index, _entry in some], size)
        for index, pk in some:
            path = base64s(proofs.inclusion(index, size, reader))
            if pk in entries and pk in parts:  # an erasure may run meanwhile
                yield {"index": index, **_opened(entries[pk], parts[pk]), "path": path}


def _opened(entry: AuditEntry, row: AuditClosed) -> dict[str, str]:
    whole = closed.opened(row)
    return {
        "open": open_part(entry).decode(),
        "key": encode(whole[:KEY]),
        "closed": whole[KEY:].decode(),
    }


def count(owner: str) -> int:
    """Count the entries that are about a person, or by them about nobody else."""
    return AuditClosed.objects.filter(owner=owner).count()


def places_of(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the places of entries; one without a place is left out."""
    return dict(AuditLeaf.objects.filter(entry__in=ids).values_list("entry", "index"))


def base64s(hashes: Iterable[bytes]) -> list[str]:
    """Return hashes in base64."""
    return [base64.b64encode(one).decode() for one in hashes]


def _reader(indexes: Iterable[int], size: int) -> proofs.Reader:
    """Return what reads the tree, with the tiles that some leaves need: read in one query."""
    numbers = {index >> tiles.HEIGHT for index in indexes}
    above = {number >> tiles.HEIGHT for number in numbers}
    wanted = Q(level=0, number__in=numbers) | Q(level=1, number__in=above)
    rows = AuditTile.objects.filter(wanted) if numbers else ()
    full = {(row.level, row.number): tree.split(bytes(row.hashes)) for row in rows}
    return proofs.Reader(size, full)


def _chunks(entries: Iterable[AuditEntry]) -> Iterator[list[AuditEntry]]:
    some: list[AuditEntry] = []
    most = FIRST
    for entry in entries:
        some.append(entry)
        if len(some) == most:
            yield some
            some, most = [], AT_ONCE
    if some:
        yield some


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
