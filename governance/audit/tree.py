"""The Merkle tree of RFC 9162, section 2.1: pure functions over hashes."""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()
HASH = 32


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(size: int, peaks: list[bytes], leaf: bytes) -> int:
    """Add a leaf to the right edge, in place, and return the new size.

    Args:
        size: how many leaves there are.
        peaks: the roots of the perfect subtrees, from left to right.
        leaf: hash of the leaf.
    """
    peaks.append(leaf)
    left = size
    while left & 1:
        right = peaks.pop()
        peaks.append(node(peaks.pop(), right))
        left >>= 1
    return size + 1


def root(peaks: Sequence[bytes]) -> bytes:
    """Return the root over the perfect subtrees."""
    if not peaks:
        return EMPTY
    top = peaks[-1]
    for left in reversed(peaks[:-1]):
        top = node(left, top)
    return top


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over hashes that stand side by side."""
    peaks: list[bytes] = []
    size = 0
    for one in hashes:
        size = append(size, peaks, one)
    return root(peaks)


def split(joined: bytes) -> list[bytes]:
    """Return the hashes that were written side by side."""
    return [joined[at : at + HASH] for at in range(0, len(joined), HASH)]


def below(size: int) -> int:
    """Return the largest power of two that is smaller than a size of two or more."""
    return 1 << ((size - 1).bit_length() - 1)


def root_by_path(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """Return the root to which a path leads (RFC 9162, section 2.1.3.2); None if it is too long.

    Args:
        index: place of the leaf.
        size: of the tree.
        leaf: hash of the leaf.
        path: from the leaf upwards.
    """
    if not 0 <= index < size:
        return None
    first, last, found = index, size - 1, leaf
    for one in path:
        if last == 0:
            return None
        if first & 1 or first == last:
            found = node(one, found)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            found = node(found, one)
        first, last = first >> 1, last >> 1
    return found if last == 0 else None
