"""The fingerprint of the log: what hangs on paper, and what a device shows when it is enrolled.

The device computes it from what it was told; so whoever answers for this server with other keys is
found out by whoever compares (docs/audit-log.md says how it is made).
"""

import hashlib
from collections.abc import Sequence

GROUPS = 6
DIGITS = 5


def of(origin: str, keys: Sequence[str], witnesses: Sequence[str]) -> str:
    """Return thirty digits in six groups.

    Args:
        origin: name of the log.
        keys: its public keys in use, each `name+mark+key` (C2SP signed-note).
        witnesses: public keys of the witnesses that the company names.
    """
    lines = ["sayso-fingerprint/1", origin, *sorted(keys), *sorted(witnesses)]
    digest = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).digest()
    number = int.from_bytes(digest) % 10 ** (GROUPS * DIGITS)
    digits = f"{number:0{GROUPS * DIGITS}d}"
    return " ".join(digits[at : at + DIGITS] for at in range(0, len(digits), DIGITS))
