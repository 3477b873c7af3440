"""Proofs read from tiles are those of the RFC, and verify.py takes each and no other."""

import pytest

import verify
from governance.audit import proofs, tiles, tree
from governance.audit.models import AuditTile
from tests.governance.audit import naive_tree
from tests.governance.audit.test_tree import ROOTS, leaves, numbered


@pytest.fixture
def many(monkeypatch):
    """A tree over numbered leaves, with narrow tiles so that it has several levels of them."""
    made = numbered(300)
    monkeypatch.setattr(tiles, "HEIGHT", 3)
    monkeypatch.setattr(tiles, "WIDTH", 8)
    monkeypatch.setattr(tiles, "_leaves", lambda first, count: made[first : first + count])
    return made


@pytest.fixture
def tiled(both, many):
    for size in range(len(many)):
        tiles.complete(size, size + 1)
    return many


def test_tiles_are_written_once_when_they_are_full(tiled):
    assert AuditTile.objects.count() == 300 // 8 + 300 // 64
    for row in AuditTile.objects.all():
        width = 8 ** (row.level + 1)
        under = tiled[row.number * width : (row.number + 1) * width]
        assert bytes(row.top) == naive_tree.mth(under)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 63, 64, 65, 130, 299, 300])
def test_every_inclusion_proof_is_that_of_the_rfc_and_verifies(tiled, size):
    root = naive_tree.mth(tiled[:size])
    for index in {0, 1, size // 2, size - 2, size - 1} & set(range(size)):
        path = proofs.inclusion(index, size)
        assert path == naive_tree.path(index, tiled[:size])
        assert verify.inclusion(index, size, tiled[index], path, root)
        assert not verify.inclusion(index, size, tiled[(index + 1) % 300], path, root)
        assert not verify.inclusion(index + 1, size, tiled[index], path, root)
        assert not verify.inclusion(index, size, tiled[index], [*path, root], root)
        assert not path or not verify.inclusion(index, size, tiled[index], path[:-1], root)


@pytest.mark.parametrize("second", [1, 2, 7, 8, 9, 64, 100, 300])
def test_every_consistency_proof_is_that_of_the_rfc_and_verifies(tiled, second):
    new = naive_tree.mth(tiled[:second])
    for first in {1, 2, 3, 4, 6, 8, 63, 64, 65, second - 1, second} & set(range(1, second + 1)):
        path, old = proofs.consistency(first, second), naive_tree.mth(tiled[:first])
        assert path == naive_tree.proof(first, tiled[:second])
        assert verify.consistency(first, second, path, old, new)
        assert not verify.consistency(first, second, path, naive_tree.sha(old), new)
        assert not verify.consistency(first, second, path, old, naive_tree.sha(new))
        assert not verify.consistency(first, second, [*path, old], old, new)


@pytest.mark.parametrize(
    ("index", "size", "expected"),
    [
        (0, 8, [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]),
        (5, 8, [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ],
)  # fmt: skip
def test_the_published_inclusion_proofs_come_out(both, monkeypatch, index, size, expected):
    made = leaves(8)
    monkeypatch.setattr(tiles, "_leaves", lambda first, count: made[first : first + count])
    path = proofs.inclusion(index, size)
    assert [one.hex() for one in path] == expected
    assert verify.inclusion(index, size, made[index], path, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (1, 1, []),
        (1, 8, [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]),
        (6, 8, [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]),
        (2, 5, [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]),
    ],
)  # fmt: skip
def test_the_published_consistency_proofs_come_out(both, monkeypatch, first, second, expected):
    made = leaves(8)
    monkeypatch.setattr(tiles, "_leaves", lambda start, count: made[start : start + count])
    path = proofs.consistency(first, second)
    assert [one.hex() for one in path] == expected
    roots = [bytes.fromhex(ROOTS[size - 1]) for size in (first, second)]
    assert verify.consistency(first, second, path, *roots)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_for_what_is_not_there(both, index, size):
    with pytest.raises(ValueError, match="no such leaf"):
        proofs.inclusion(index, size)


def test_a_tile_that_lacks_a_hash_is_an_error_and_no_proof(tiled):
    with pytest.raises(tiles.Broken):
        proofs.inclusion(1, 301)


def test_the_growing_tree_of_the_verifier_has_the_same_roots():
    growing, made = verify.Tree(), numbered(130)
    for size, leaf in enumerate(made, 1):
        growing.add(leaf)
        assert growing.root() == tree.root_of(made[:size])
