"""The wrapping key: from the environment, or from a file that only this account reads.

A key management service takes the place of `wrapping_key` behind the same two functions.
"""

import base64
import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

from governance.errors import Refusal
from governance.keys import sealing


class WrappingKeyUnusable(Refusal):
    """There is no wrapping key of 32 bytes."""

    code = "wrapping-key-unusable"


def wrap(key: bytes, label: str) -> bytes:
    """Seal a key under the wrapping key, bound to its label."""
    return sealing.seal(_wrapping_key(), key, label.encode())


def unwrap(wrapped: bytes | memoryview, label: str) -> bytes:
    """Open a wrapped key.

    Raises:
        governance.keys.sealing.SealBroken: wrapped under another key or label.
    """
    return sealing.open_sealed(_wrapping_key(), bytes(wrapped), label.encode())


@cache
def _wrapping_key() -> bytes:
    text = settings.WRAPPING_KEY or _from_file(settings.WRAPPING_KEY_FILE)
    try:
        key = base64.urlsafe_b64decode(text)
    except ValueError as error:
        raise WrappingKeyUnusable from error
    if len(key) != 32:
        raise WrappingKeyUnusable
    return key


def _from_file(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    return text
