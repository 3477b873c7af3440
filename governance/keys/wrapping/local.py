"""Wrapping keys of 32 bytes: from the environment, or from a file that only this account reads.

A file is read anew each time, so that another key takes its place without a restart and no copy
stays in memory. While keys are being wrapped anew the one before lies beside it (`.old`).
"""

import base64
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from governance.errors import Refusal
from governance.keys import sealing, whole
from governance.keys.models import OwnerSecret, PersonKey, SigningKey, WeekKey

MAGIC = b"\x00SW1"
NAME = 8  # bytes of a key's name
OLD, NEXT = ".old", ".next"


class WrappingKeyUnusable(Refusal):
    """There is no wrapping key of 32 bytes."""

    code = "wrapping-key-unusable"
    status = 503


class LocalWrapper:
    """One key in this process."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.name = hashlib.sha256(b"sayso-wrapping\0" + key).digest()[:NAME]

    def __str__(self) -> str:
        return f"wrapping:{self.name.hex()}"

    def wrap(self, key: bytes, label: str) -> bytes:
        """Return a key sealed and bound to its label."""
        return MAGIC + self.name + sealing.seal(self._key, key, label.encode())

    def unwrap(self, wrapped: bytes, label: str) -> bytes:
        """Return the key again."""
        named = wrapped.startswith(MAGIC + self.name)
        return sealing.open_sealed(
            self._key, wrapped[len(MAGIC) + NAME :] if named else wrapped, label.encode()
        )

    def wrapped_by(self, wrapped: bytes) -> bool:
        """Tell whether a value names this key."""
        return wrapped.startswith(MAGIC + self.name)

    def rewrap(self, wrapped: bytes, label: str) -> bytes | None:
        """A key in this process has no older version."""
        return None


class Unnamed:
    """Values from before they named their key: each key at hand is tried, the newest first."""

    def unwrap(self, wrapped: bytes, label: str) -> bytes:
        """Return the key again."""
        for one in _at_hand():
            try:
                return one.unwrap(wrapped, label)
            except sealing.SealBroken:
                continue
        raise sealing.SealBroken


def writer() -> LocalWrapper:
    """Return the key that wraps now, made in its file where there never was one.

    Raises:
        WrappingKeyUnusable: there is none, or it is no 32 bytes in base64url.
    """
    if settings.WRAPPING == "environment":
        return LocalWrapper(_decoded(settings.WRAPPING_KEY))
    if settings.WRAPPING == "file":
        return LocalWrapper(_decoded(_from_file(_file())))
    raise WrappingKeyUnusable


def reader(wrapped: bytes) -> LocalWrapper | Unnamed:
    """Return the key that a value names, or what tries them all."""
    return next((one for one in _at_hand() if one.wrapped_by(wrapped)), Unnamed())


def turn_over() -> bool:
    """Put another key in the file's place and keep the one before beside it.

    A rotation that was interrupted goes on with the key that it made. The old key is written
    down before the new one takes its place, so that at no moment either is missing.

    Returns:
        Whether a new key was made.
    """
    file = _file()
    old = file.with_name(file.name + OLD)
    now = _from_file(file)
    if old.exists() and old.read_text().strip() != now:
        return False
    _write(old, now)
    fresh = file.with_name(file.name + NEXT)
    _write(fresh, _made())
    fresh.replace(file)
    return True


def destroy_old(*, also_current: bool = False) -> None:
    """Destroy the file of the key before, and the present one where a service has taken over."""
    file = _file()
    for path in (file.with_name(file.name + OLD), *((file,) if also_current else ())):
        if path.exists():
            _write(path, "0" * 44)
            path.unlink()


def _at_hand() -> Iterator[LocalWrapper]:
    """Yield every key that there is, those that write first; none is made for it."""
    file = _file()
    texts = [settings.WRAPPING_KEY, settings.WRAPPING_KEY_OLD]
    files = [
        path.read_text().strip()
        for path in (file, file.with_name(file.name + OLD))
        if path.exists()
    ]
    ordered = texts + files if settings.WRAPPING == "environment" else files + texts
    found = [LocalWrapper(_decoded(text)) for text in ordered if text]
    if not found:
        raise WrappingKeyUnusable
    yield from found


def _decoded(text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text)
    except ValueError as error:
        raise WrappingKeyUnusable from error
    if len(key) != 32:
        raise WrappingKeyUnusable
    return key


def _file() -> Path:
    return Path(settings.WRAPPING_KEY_FILE)


def _from_file(path: Path) -> str:
    """Return the text of the file; a lost one is not made again over keys that it wrapped."""
    if path.exists():
        return path.read_text().strip()
    if _anything_wrapped():
        raise WrappingKeyUnusable
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    _write(fresh, _made())
    try:
        os.link(fresh, path)  # whole from its first moment, and never over another one
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text().strip()


def _anything_wrapped() -> bool:
    if any(model._default_manager.exists() for model in (OwnerSecret, PersonKey, WeekKey)):
        return True
    return SigningKey.objects.exclude(wrapped=b"").exists()


def _made() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _write(path: Path, text: str) -> None:
    """Write over what is there, durably, for this account alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        whole.write(descriptor, text.encode())
        os.ftruncate(descriptor, len(text))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
