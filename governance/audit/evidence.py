"""What a lease proves with: the newest checkpoint that counts, and paths that share their nodes."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from django.db.models import Count

from governance import clock
from governance.audit import proofs, witnesses
from governance.audit.models import AuditCheckpoint, AuditCosignature, AuditLeaf
from governance.audit.witnesses import Witness

READERS_MOST: Final = 8
TILES_MOST: Final = 1_000
"""Tiles of 8 kB that a process keeps; they never change."""

_Log = uuid.UUID | None
_lock = Lock()
_readers: dict[bytes, proofs.Reader] = {}
_full: dict[_Log, dict[tuple[int, int], list[bytes]]] = {}


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with all signatures under it.

    Attributes:
        size: of the tree.
        root: hash of the tree.
        note: as it is signed, with the cosignatures of the witnesses.
    """

    size: int
    root: bytes
    note: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Inclusion proofs of several entries.

    Attributes:
        nodes: hashes, each once.
        paths: for each entry the places of its nodes, from the leaf upwards.
    """

    nodes: tuple[bytes, ...]
    paths: dict[uuid.UUID, tuple[int, ...]]


def newest(fresh_hours: int | None) -> SignedCheckpoint | None:
    """Return the newest checkpoint that counts; None where there is none.

    Args:
        fresh_hours: where witnesses are named, only a checkpoint counts that each of them has
            cosigned within these hours; None takes the newest, cosigned or not.
    """
    wanted = witnesses.named()
    if fresh_hours is None or not wanted:
        row = AuditCheckpoint.objects.order_by("-size").first()
    else:
        row = _cosigned(wanted, int(clock.now().timestamp()) - 3600 * fresh_hours)
    if row is None:
        return None
    lines = _lines(row.size, wanted)
    return SignedCheckpoint(row.size, bytes(row.root), witnesses.with_lines(row.note, lines))


def _cosigned(wanted: Sequence[Witness], since: int) -> AuditCheckpoint | None:
    """Return the newest checkpoint that every witness has cosigned since a moment."""
    names = [one.name for one in wanted]
    sizes = (
        AuditCosignature.objects.filter(witness__in=names, at__gte=since)
        .values("size")
        .annotate(of=Count("witness", distinct=True))
        .filter(of=len(names))
        .order_by("-size")
        .values_list("size", flat=True)
    )
    size = sizes.first()
    return None if size is None else AuditCheckpoint.objects.filter(size=size).first()


def _lines(size: int, wanted: Sequence[Witness]) -> list[str]:
    """Return the newest line of each witness under a checkpoint."""
    if not wanted:
        return []
    names = [one.name for one in wanted]
    rows = AuditCosignature.objects.filter(size=size, witness__in=names).order_by("witness", "at")
    return list(dict(rows.values_list("witness", "line")).values())


def place_of(entry: uuid.UUID) -> int | None:
    """Return the place of an entry in the log; None where it has none yet."""
    return AuditLeaf.objects.filter(entry=entry).values_list("index", flat=True).first()


def prove(entries: Sequence[uuid.UUID], size: int) -> Proof:
    """Return the inclusion proofs of entries in the tree of a size."""
    rows = AuditLeaf.objects.filter(entry__in=entries).values_list("entry", "index")
    return _prove(dict(rows), size, proofs.Reader(size))


def prove_under(places: Mapping[uuid.UUID, int], checkpoint: SignedCheckpoint) -> Proof:
    """Return the inclusion proofs of entries whose places are known; cheap where many ask."""
    return _prove(places, checkpoint.size, _reader(checkpoint))


def _prove(places: Mapping[uuid.UUID, int], size: int, reader: proofs.Reader) -> Proof:
    nodes: dict[bytes, int] = {}
    paths = {
        entry: tuple(
            nodes.setdefault(one, len(nodes)) for one in proofs.inclusion(index, size, reader)
        )
        for entry, index in places.items()
    }
    return Proof(tuple(nodes), paths)


def consistency(first: int, checkpoint: SignedCheckpoint) -> tuple[bytes, ...]:
    """Return the proof that a tree of a size begins the one of a checkpoint.

    Raises:
        ValueError: the sizes are not in order.
    """
    return tuple(proofs.consistency(first, checkpoint.size, _reader(checkpoint)))


def _reader(checkpoint: SignedCheckpoint) -> proofs.Reader:
    """Return what has read the tree of a checkpoint in this process, made where there is none.

    Tiles that are full serve every size of one log, which is known by its first entry.
    """
    with _lock:
        found = _readers.get(checkpoint.root)
    if found is not None:
        return found
    log = AuditLeaf.objects.filter(index=0).values_list("entry", flat=True).first()
    with _lock:
        if log not in _full or len(_full[log]) > TILES_MOST:
            _full.clear()
            _full[log] = {}
        if len(_readers) >= READERS_MOST:
            _readers.pop(next(iter(_readers)))
        return _readers.setdefault(checkpoint.root, proofs.Reader(checkpoint.size, _full[log]))
