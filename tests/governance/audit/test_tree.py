"""Roots are those of the published vectors and of the RFC's own words."""

import hashlib

import pytest

from governance.audit import tree
from tests.governance.audit import naive_tree

INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
          "606162636465666768696a6b6c6d6e6f")  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The reference vectors of Certificate Transparency (merkle_tree_test of its first log)."""


def leaves(count: int) -> list[bytes]:
    return [hashlib.sha256(b"\x00" + bytes.fromhex(one)).digest() for one in INPUTS[:count]]


def numbered(count: int) -> list[bytes]:
    return [hashlib.sha256(b"%d" % n).digest() for n in range(count)]


@pytest.mark.parametrize("count", range(1, 9))
def test_roots_are_those_of_the_published_vectors(count):
    assert tree.root_of(leaves(count)).hex() == ROOTS[count - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert tree.root_of([]) == naive_tree.mth([]) == hashlib.sha256(b"").digest()


def test_roots_are_those_of_the_words_of_the_rfc():
    made = numbered(300)
    size, peaks = 0, []
    for leaf in made:
        size = tree.append(size, peaks, leaf)
        assert tree.root(peaks) == naive_tree.mth(made[:size])
        assert len(peaks) == size.bit_count()
