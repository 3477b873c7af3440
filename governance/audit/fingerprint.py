"""The fingerprint of the log: what hangs on paper, and what a device shows when it is enrolled.

The device computes it from what it was told; so whoever answers for this server with other keys, or
leaves out one of those who have to approve, is found out by whoever compares (docs/audit-log.md
says how it is made).
"""

import hashlib
from collections.abc import Sequence

GROUPS = 6
DIGITS = 5


def of(origin: str, keys: Sequence[str], witnesses: Sequence[str], approvers: Sequence[str]) -> str:
    """Return thirty digits in six groups.

    Each line begins with what it is, so that none can be taken for one of another kind.

    Args:
        origin: name of the log.
        keys: its public keys in use, each `name+mark+key` (C2SP signed-note).
        witnesses: public keys of the witnesses that the company names.
        approvers: the roles that must have approved a purpose before anything is recorded for it.

    Raises:
        ValueError: no role has to approve, or something would reach over its line.
    """
    lines = ["sayso-fingerprint/2", f"origin:{origin}"]
    lines += [f"key:{key}" for key in sorted(keys)]
    lines += [f"witness:{key}" for key in sorted(witnesses)]
    lines += [f"approver:{role}" for role in sorted(approvers)]
    if not approvers or any("\n" in line for line in lines):
        raise ValueError("this has no fingerprint")
    digest = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).digest()
    number = int.from_bytes(digest) % 10 ** (GROUPS * DIGITS)
    digits = f"{number:0{GROUPS * DIGITS}d}"
    return " ".join(digits[at : at + DIGITS] for at in range(0, len(digits), DIGITS))
