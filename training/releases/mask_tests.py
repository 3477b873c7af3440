"""What tests of the masks showed about the policies of a release; redaction, above, tells it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

SHORT = 10


@dataclass(frozen=True, slots=True)
class MaskTest:
    """A test under one policy in one language; `low` and `high` bound what stays (95 %)."""

    policy_id: str
    language: str
    day: date
    planted: int
    stayed: int
    low: int
    high: int


_tellers: list[Callable[[str], list[MaskTest]]] = []


def register(teller: Callable[[str], list[MaskTest]]) -> None:
    """Take what returns the last tests under a policy; called as the applications start."""
    if teller not in _tellers:
        _tellers.append(teller)


def section(policies: Collection[str]) -> str:
    """Return the part of a card that says how many planted names, numbers and secrets stayed."""
    rows = [_row(one) for policy in sorted(policies) for one in _of(policy)]
    untested = [f"`{policy[:SHORT]}`" for policy in sorted(policies) if not _of(policy)]
    parts = [_INTRODUCTION]
    if rows:
        parts.append("\n".join([*_HEAD, *rows]))
    if untested:
        parts.append(f"Not tested yet: rows redacted under {', '.join(untested)}.")
    return "\n\n".join(parts)


_INTRODUCTION = (
    "Masks miss something. In each test, invented names, numbers and secrets are planted in texts "
    "and those counted that stay; with 95 % confidence the true number is within the range."
)
_HEAD = (
    "| policy | language | tested on | planted | stayed | range |",
    "|---|---|---|---|---|---|",
)


def _of(policy: str) -> list[MaskTest]:
    return [one for teller in _tellers for one in teller(policy)]


def _row(one: MaskTest) -> str:
    return (
        f"| `{one.policy_id[:SHORT]}` | {one.language} | {one.day.isoformat()} | {one.planted:,}"
        f" | {one.stayed:,} | {one.low:,} to {one.high:,} |"
    )
