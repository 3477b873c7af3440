"""Tiles of the tree (C2SP tlog-tiles, height 8): full ones are rows, the rest is derived."""

from governance.audit import tree
from governance.audit.models import AuditEntry, AuditLeaf, AuditTile

HEIGHT = 8
WIDTH = 1 << HEIGHT


class Broken(RuntimeError):
    """Hashes that must be there are not; a check of the whole log says more."""


def complete(before: int, after: int) -> int:
    """Write the tiles that became full between two sizes; return how many."""
    written, level = 0, 0
    while after >> HEIGHT * (level + 1) > before >> HEIGHT * (level + 1):
        first, last = before >> HEIGHT * (level + 1), after >> HEIGHT * (level + 1)
        for number in range(first, last):
            hashes = derive(level, number, WIDTH)
            AuditTile.objects.create(
                level=level, number=number, hashes=b"".join(hashes), top=tree.root_of(hashes)
            )
        written, level = written + last - first, level + 1
    return written


def tile(level: int, number: int, width: int = WIDTH) -> list[bytes]:
    """Return the first hashes of a tile, from its row or, at the right edge, derived.

    Raises:
        Broken: fewer are there.
    """
    row = AuditTile.objects.filter(level=level, number=number).first()
    return tree.split(bytes(row.hashes))[:width] if row else derive(level, number, width)


def derive(level: int, number: int, width: int) -> list[bytes]:
    """Return the first hashes of a tile from the level below.

    Raises:
        Broken: fewer are there.
    """
    first = number * WIDTH
    found = _leaves(first, width) if level == 0 else _tops(level - 1, first, width)
    if len(found) != width:
        raise Broken
    return found


def _leaves(first: int, count: int) -> list[bytes]:
    places = AuditLeaf.objects.filter(index__gte=first, index__lt=first + count).order_by("index")
    ids = list(places.values_list("entry", flat=True))
    entries = AuditEntry.objects.in_bulk(ids)
    return [bytes(entries[one].leaf) for one in ids if one in entries]


def _tops(level: int, first: int, count: int) -> list[bytes]:
    rows = AuditTile.objects.filter(level=level, number__gte=first, number__lt=first + count)
    return [bytes(top) for top in rows.order_by("number").values_list("top", flat=True)]
