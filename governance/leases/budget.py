"""How much of a state fits into an answer of one size, in bytes of JSON."""

import json
from collections.abc import Iterable
from typing import Final, Protocol, TypeVar


class Told(Protocol):
    """Something that is told in an answer."""

    def as_json(self) -> dict[str, object]:
        """Return it as it stands on the wire."""
        ...


T = TypeVar("T", bound=Told)

LEASE: Final = 6_600
"""Grants and the never-list together, before base64."""
EVIDENCE: Final = 18_000
"""All that proves the grants, the nodes of the log included, before base64. About four purposes."""
QUESTIONS: Final = 2_100
ERASE: Final = 1_100
FORGET: Final = 1_700
SHORT: Final = 100
"""Characters of a name in a grant or a question."""


def fitting(items: Iterable[T], most: int) -> tuple[T, ...]:
    """Return as many items from the front as fit; what does not fit waits for its turn."""
    chosen: list[T] = []
    used = 0
    for item in items:
        used += size(item.as_json()) + 1
        if used > most:
            break
        chosen.append(item)
    return tuple(chosen)


def size(value: object) -> int:
    """Return the bytes of a value in compact JSON."""
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())
