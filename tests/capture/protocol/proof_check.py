"""Checks proofs from the words of RFC 9162 alone, sharing no line with the product."""

import hashlib
import hmac

from capture.protocol.evidence import Entry, OpenedEntry


def leaf_of(entry: Entry | OpenedEntry) -> bytes:
    """The leaf of an entry, as docs/protocol.md says."""
    if isinstance(entry, OpenedEntry):
        commitment = hmac.new(entry.key, entry.closed.encode(), hashlib.sha256).digest()
    else:
        commitment = entry.commitment
    return hashlib.sha256(b"\x00" + entry.open.encode() + commitment).digest()


def nodes_of(nodes: bytes, path: tuple[int, ...]) -> list[bytes]:
    """The hashes that a path names."""
    return [nodes[32 * n : 32 * n + 32] for n in path]


def climbed(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a path leads to (RFC 9162, section 2.1.3.2)."""
    at, last, found = index, size - 1, leaf
    for one in path:
        assert last > 0, "the path is too long"
        if at & 1 or at == last:
            found = hashlib.sha256(b"\x01" + one + found).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + one).digest()
        at, last = at >> 1, last >> 1
    assert last == 0, "the path is too short"
    return found


def begins(first: int, second: int, roots: tuple[bytes, bytes], path: list[bytes]) -> bool:
    """Whether a tree begins another (RFC 9162, section 2.1.4.2); `roots` are theirs."""
    nodes = [roots[0], *path] if first & (first - 1) == 0 else list(path)
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = nodes[0]
    for one in nodes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old = hashlib.sha256(b"\x01" + one + old).digest()
            new = hashlib.sha256(b"\x01" + one + new).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = hashlib.sha256(b"\x01" + new + one).digest()
        at, last = at >> 1, last >> 1
    return (old, new, last) == (roots[0], roots[1], 0)
