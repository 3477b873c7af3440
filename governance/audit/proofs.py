"""Inclusion and consistency proofs (RFC 9162, sections 2.1.3 and 2.1.4), read from the tiles."""

from collections.abc import Callable

from governance.audit import tiles, tree

Range = Callable[[int, int], bytes]
"""Returns the root over the leaves from a first one up to, and without, a last one."""


def inclusion(index: int, size: int, reader: "Reader | None" = None) -> list[bytes]:
    """Return the path from a leaf to the root of a tree of a size.

    Args:
        index: place of the leaf.
        size: of the tree.
        reader: one that has read some of the tree already.

    Raises:
        ValueError: there is no such leaf in a tree of this size.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    return _path(index, 0, size, (reader or Reader()).root)


def consistency(first: int, second: int, reader: "Reader | None" = None) -> list[bytes]:
    """Return the proof that a tree of one size begins a tree of another.

    Args:
        first: size of the one.
        second: size of the other.
        reader: one that has read some of the tree already.

    Raises:
        ValueError: the sizes are not in order.
    """
    if not 0 < first <= second:
        raise ValueError("no such sizes")
    return [] if first == second else _sub(first, 0, second, (reader or Reader()).root, whole=True)


def _path(index: int, start: int, end: int, root: Range) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + tree.below(end - start)
    if index < middle:
        return [*_path(index, start, middle, root), root(middle, end)]
    return [*_path(index, middle, end, root), root(start, middle)]


def _sub(first: int, start: int, end: int, root: Range, *, whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 9162; `first` counts from the beginning of the log."""
    if first == end:
        return [] if whole else [root(start, end)]
    middle = start + tree.below(end - start)
    if first <= middle:
        return [*_sub(first, start, middle, root, whole=whole), root(middle, end)]
    return [*_sub(first, middle, end, root, whole=False), root(start, middle)]


class Reader:
    """Computes roots of ranges from tiles, each of which it reads once.

    One that is kept is of one log and one size: `full` are tiles that no size changes any more,
    by level and number, which may be those of an earlier reader of the same log.
    """

    def __init__(
        self, size: int | None = None, full: dict[tuple[int, int], list[bytes]] | None = None
    ) -> None:
        self._size = size
        self._full = {} if full is None else full
        self._read: dict[tuple[int, int, int], list[bytes]] = {}
        self._known: dict[tuple[int, int], bytes] = {}

    def root(self, start: int, end: int) -> bytes:
        """Return the root over a range that begins where a subtree of its size may begin."""
        size = end - start
        if size & (size - 1) == 0:
            return self._perfect(size.bit_length() - 1, start)
        middle = start + tree.below(size)
        return tree.node(self.root(start, middle), self.root(middle, end))

    def _perfect(self, height: int, start: int) -> bytes:
        known = self._known.get((height, start))
        if known is None:
            level, above = divmod(height, tiles.HEIGHT)
            first, count = start >> tiles.HEIGHT * level, 1 << above
            number, offset = divmod(first, tiles.WIDTH)
            hashes = self._tile(level, number, offset + count)
            known = self._known[height, start] = tree.root_of(hashes[offset : offset + count])
        return known

    def _tile(self, level: int, number: int, width: int) -> list[bytes]:
        """Return a tile, or as much of it as there is at the size that is known."""
        if self._size is not None:
            width = min(tiles.WIDTH, (self._size >> tiles.HEIGHT * level) - number * tiles.WIDTH)
            if width == tiles.WIDTH:
                if (level, number) not in self._full:
                    self._full[level, number] = tiles.tile(level, number, width)
                return self._full[level, number]
        key = (level, number, width)
        if key not in self._read:
            self._read[key] = tiles.tile(level, number, width)
        return self._read[key]
