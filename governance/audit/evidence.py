"""What a lease proves with: the newest checkpoint that counts, and paths that share their nodes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from governance.audit import proofs
from governance.audit.models import AuditCheckpoint, AuditLeaf


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
    """Return the newest checkpoint that counts; None where there is none."""
    row = AuditCheckpoint.objects.order_by("-size").first()
    return None if row is None else SignedCheckpoint(row.size, bytes(row.root), row.note)


def place_of(entry: uuid.UUID) -> int | None:
    """Return the place of an entry in the log; None where it has none yet."""
    return AuditLeaf.objects.filter(entry=entry).values_list("index", flat=True).first()


def prove(entries: Sequence[uuid.UUID], size: int) -> Proof:
    """Return the inclusion proofs of entries in the tree of a size."""
    rows = AuditLeaf.objects.filter(entry__in=entries).values_list("entry", "index")
    nodes: dict[bytes, int] = {}
    paths = {
        entry: tuple(nodes.setdefault(one, len(nodes)) for one in proofs.inclusion(index, size))
        for entry, index in rows
    }
    return Proof(tuple(nodes), paths)
