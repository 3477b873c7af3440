"""Logs that are larger than a test could write: whole ones in bulk, and the right edge of a tree.

What an append reads lies at the right edge: hashes of tiles that are not full yet. So a tree of ten
million entries is made as its edge alone, with random hashes below, every node of which is true.
"""

import secrets
import uuid
from collections.abc import Iterator, Sequence

from governance import clock
from governance.audit import checkpoints, tiles, tree
from governance.audit.acts import Act, Outcome, Role
from governance.audit.canonical import leaf_hash
from governance.audit.models import (
    AuditCheckpoint,
    AuditEntry,
    AuditLeaf,
    AuditTile,
    AuditTree,
    AuditWaiting,
)
from governance.audit.record import open_part

CHUNK = 2_000


def edge(size: int) -> None:
    """Make the right edge of a tree of a size: what its tiles that are not full are read from."""
    peaks: list[bytes] = []
    for level in range(7, 0, -1):
        hashes = _tiles_of(level - 1, size >> tiles.HEIGHT * level)
        peaks += _peaks_over(hashes)
    count = size % tiles.WIDTH
    rows = AuditEntry.objects.bulk_create(entry() for _ in range(count))
    places = (AuditLeaf(index=size - count + n, entry=row.pk) for n, row in enumerate(rows))
    AuditLeaf.objects.bulk_create(places)
    AuditWaiting.objects.all().delete()
    _close(size, [*peaks, *_peaks_over([row.leaf for row in rows])])


def _tiles_of(level: int, count: int) -> list[bytes]:
    """Make the last full tiles of a level, as many as the tile above them has already."""
    made = []
    for number in range(count - count % tiles.WIDTH, count):
        hashes = [secrets.token_bytes(tree.HASH) for _ in range(tiles.WIDTH)]
        top = tree.root_of(hashes)
        made.append(AuditTile(level=level, number=number, hashes=b"".join(hashes), top=top))
    return [row.top for row in AuditTile.objects.bulk_create(made)]


def _peaks_over(hashes: Sequence[bytes]) -> list[bytes]:
    peaks: list[bytes] = []
    size = 0
    for one in hashes:
        size = tree.append(size, peaks, one)
    return peaks


def whole(made: Iterator[AuditEntry]) -> int:
    """Write entries with places, tiles and one checkpoint, all of it true; return how many."""
    size, peaks, levels = 0, [], [[]]
    while chunk := [row for row, _ in zip(made, range(CHUNK), strict=False)]:
        AuditEntry.objects.bulk_create(chunk)
        AuditLeaf.objects.bulk_create(
            AuditLeaf(index=size + n, entry=row.pk) for n, row in enumerate(chunk)
        )
        AuditWaiting.objects.all().delete()
        full: list[AuditTile] = []
        for row in chunk:
            size = tree.append(size, peaks, bytes(row.leaf))
            _into(levels, 0, bytes(row.leaf), size, full)
        AuditTile.objects.bulk_create(full)
    _close(size, peaks)
    return size


def _into(levels: list[list[bytes]], level: int, one: bytes, size: int, full: list) -> None:
    levels[level].append(one)
    if len(levels[level]) < tiles.WIDTH:
        return
    hashes, levels[level] = levels[level], []
    number, top = (size >> tiles.HEIGHT * (level + 1)) - 1, tree.root_of(hashes)
    full.append(AuditTile(level=level, number=number, hashes=b"".join(hashes), top=top))
    if len(levels) == level + 1:
        levels.append([])
    _into(levels, level + 1, top, size, full)


def _close(size: int, peaks: Sequence[bytes]) -> None:
    """Write the tree's row and the checkpoint of its size."""
    name = checkpoints.origin()
    signed = checkpoints.sign(name, size, tree.root(peaks))
    AuditCheckpoint.objects.create(size=size, root=signed.root, note=signed.note)
    said = {"origin": name, "size": size, "peaks": b"".join(peaks), "moved_on": clock.today()}
    AuditTree.objects.update_or_create(pk=1, defaults=said)


def entry() -> AuditEntry:
    """Return an entry of today with its true leaf; it has no closed part."""
    made = AuditEntry(
        id=uuid.uuid4(),
        act=Act.LOG_EXPORTED,
        role=Role.COMPLIANCE,
        outcome=Outcome.DONE,
        day=clock.today(),
        random=secrets.token_bytes(32),
        commitment=secrets.token_bytes(32),
    )
    made.leaf = leaf_hash(open_part(made), made.commitment)
    return made
