"""Another's Merkle tree (pymerkle) gives the roots and the proofs that ours and verify.py give.

pymerkle hashes a leaf as SHA-256 over a zero byte and the data, and a node over a one (RFC 9162,
section 2.1.1). Its inclusion proofs begin with the leaf, which the RFC leaves out. Its consistency
proofs are of another form than the RFC's: so each side's proof is checked against the other's
roots, and ours is compared, hash by hash, with the RFC's own definition (naive_tree).
"""

import hashlib
import secrets

import pytest
from pymerkle import InmemoryTree, InvalidProof, verify_consistency, verify_inclusion

import verify
from governance.audit import proofs, tiles, tree
from tests.governance.audit import naive_tree
from tests.governance.audit.test_tree import INPUTS, ROOTS

SIZES = 130
LARGE = 1500


def entries(count: int) -> list[bytes]:
    return [b"entry %d" % n for n in range(count)]


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


@pytest.fixture(scope="module")
def theirs():
    made = InmemoryTree(algorithm="sha256")
    made.append_entries(entries(LARGE))
    return made


@pytest.fixture
def ours(both, monkeypatch):
    made = [leaf(one) for one in entries(LARGE)]
    monkeypatch.setattr(tiles, "HEIGHT", 4)
    monkeypatch.setattr(tiles, "WIDTH", 16)
    monkeypatch.setattr(tiles, "_leaves", lambda first, count: made[first : first + count])
    tiles.complete(0, LARGE)
    return made


def inclusion_of(theirs, index: int, size: int) -> list[bytes]:
    """Return its path as the RFC has it: without the leaf, with which it begins."""
    path = theirs.prove_inclusion(index + 1, size).path
    assert path[0] == theirs.get_leaf(index + 1)
    return path[1:]


def test_its_roots_are_the_published_ones_so_that_it_hashes_as_the_rfc():
    made = InmemoryTree(algorithm="sha256")
    assert made.get_root() == tree.root_of([]) == bytes.fromhex(verify.EMPTY)
    for data, root in zip(INPUTS, ROOTS, strict=True):
        made.append_entry(bytes.fromhex(data))
        assert made.get_root().hex() == root


def test_every_root_is_the_same(theirs, ours):
    growing, size, peaks = verify.Tree(), 0, []
    for number, one in enumerate(ours, 1):
        growing.add(one)
        size = tree.append(size, peaks, one)
        assert growing.root() == tree.root(peaks) == theirs.get_root(number)
    assert theirs.get_leaf(LARGE) == ours[-1]


def test_every_inclusion_proof_is_the_same_and_verifies(theirs, ours):
    for size in range(1, SIZES + 1):
        reader, root = proofs.Reader(size), theirs.get_root(size)
        for index in range(size):
            path = proofs.inclusion(index, size, reader)
            assert path == inclusion_of(theirs, index, size)
            assert verify.inclusion(index, size, ours[index], path, root)
            assert tree.root_by_path(index, size, ours[index], path) == root


def test_every_consistency_proof_is_that_of_the_rfc_and_verifies_between_its_roots(theirs, ours):
    for second in range(1, SIZES + 1):
        reader, new = proofs.Reader(second), theirs.get_root(second)
        for first in range(1, second + 1):
            path, old = proofs.consistency(first, second, reader), theirs.get_root(first)
            assert path == naive_tree.proof(first, ours[:second])
            assert verify.consistency(first, second, path, old, new)
            own = tree.root_of(ours[:first]), tree.root_of(ours[:second])
            verify_consistency(*own, theirs.prove_consistency(first, second))


def test_proofs_of_larger_trees_are_the_same(theirs, ours):
    for _ in range(40):
        second = SIZES + 1 + secrets.randbelow(LARGE - SIZES)
        first, index = 1 + secrets.randbelow(second - 1), secrets.randbelow(second)
        told = f"first {first}, second {second}, index {index}"
        path = proofs.inclusion(index, second)
        assert path == inclusion_of(theirs, index, second), told
        assert verify.inclusion(index, second, ours[index], path, theirs.get_root(second)), told
        path = proofs.consistency(first, second)
        assert path == naive_tree.proof(first, ours[:second]), told
        roots = theirs.get_root(first), theirs.get_root(second)
        assert verify.consistency(first, second, path, *roots), told


def test_what_verify_refuses_the_other_refuses_too(theirs, ours):
    for size in (2, 7, 8, 100, 130):
        root, index = theirs.get_root(size), size // 2
        wrong = leaf(b"nothing of this tree")
        proof = theirs.prove_inclusion(index + 1, size)
        verify_inclusion(ours[index], root, proof)
        assert not verify.inclusion(index, size, wrong, proof.path[1:], root)
        with pytest.raises(InvalidProof):
            verify_inclusion(wrong, root, proof)
        old, grown = theirs.get_root(index), theirs.prove_consistency(index, size)
        verify_consistency(old, root, grown)
        path = proofs.consistency(index, size)
        assert verify.consistency(index, size, path, old, root)
        assert not verify.consistency(index, size, path, wrong, root)
        with pytest.raises(InvalidProof):
            verify_consistency(wrong, root, grown)
