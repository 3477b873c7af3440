"""The tree as RFC 9162 writes it down, word for word: slow, and independent of the product."""

import hashlib


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def k(n: int) -> int:
    power = 1
    while power * 2 < n:
        power *= 2
    return power


def mth(d: list[bytes]) -> bytes:
    if not d:
        return sha(b"")
    if len(d) == 1:
        return d[0]
    return sha(b"\x01" + mth(d[: k(len(d))]) + mth(d[k(len(d)) :]))


def path(m: int, d: list[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    at = k(len(d))
    if m < at:
        return [*path(m, d[:at]), mth(d[at:])]
    return [*path(m - at, d[at:]), mth(d[:at])]


def proof(m: int, d: list[bytes]) -> list[bytes]:
    return subproof(m, d, True)


def subproof(m: int, d: list[bytes], b: bool) -> list[bytes]:
    if m == len(d):
        return [] if b else [mth(d)]
    at = k(len(d))
    if m <= at:
        return [*subproof(m, d[:at], b), mth(d[at:])]
    return [*subproof(m - at, d[at:], False), mth(d[:at])]
