"""Inclusion and consistency proofs (RFC 9162, sections 2.1.3 and 2.1.4), read from the tiles."""

from collections.abc import Callable

from governance.audit import tiles, tree

Range = Callable[[int, int], bytes]
"""Returns the root over the leaves from a first one up to, and without, a last one."""


def inclusion(index: int, size: int) -> list[bytes]:
    """Return the path from a leaf to the root of a tree of a size.

    Raises:
        ValueError: there is no such leaf in a tree of this size.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    return _path(index, 0, size, _Reader().root)


def consistency(first: int, second: int) -> list[bytes]:
    """Return the proof that a tree of one size begins a tree of another.

    Raises:
        ValueError: the sizes are not in order.
    """
    if not 0 < first <= second:
        raise ValueError("no such sizes")
    return [] if first == second else _sub(first, 0, second, _Reader().root, whole=True)


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


class _Reader:
    """Computes roots of ranges from tiles, each of which it reads once."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int, int], list[bytes]] = {}

    def root(self, start: int, end: int) -> bytes:
        """Return the root over a range that begins where a subtree of its size may begin."""
        size = end - start
        if size & (size - 1) == 0:
            return self._perfect(size.bit_length() - 1, start)
        middle = start + tree.below(size)
        return tree.node(self.root(start, middle), self.root(middle, end))

    def _perfect(self, height: int, start: int) -> bytes:
        level, above = divmod(height, tiles.HEIGHT)
        first, count = start >> tiles.HEIGHT * level, 1 << above
        number, offset = divmod(first, tiles.WIDTH)
        return tree.root_of(self._tile(level, number, offset + count)[offset : offset + count])

    def _tile(self, level: int, number: int, width: int) -> list[bytes]:
        key = (level, number, width)
        if key not in self._read:
            self._read[key] = tiles.tile(level, number, width)
        return self._read[key]
