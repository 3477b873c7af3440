"""The two keys of backups: one for the main database, one for the key store.

Each comes from the environment or from a file that is made at the first backup. Whoever has both
keys, both files and the wrapping key has everything, so they are kept in different places.
"""

import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from operations.launch.words import CannotStart

MAIN, KEYS = "main", "keys"


@dataclass(frozen=True, slots=True)
class BackupKey:
    """A key, and the file that was just made for it."""

    raw: bytes
    made: Path | None = None


def of(use: str, *, make: bool) -> BackupKey:
    """Return the key of one database's backups.

    Args:
        use: `main` or `keys`.
        make: make the file where there is none; a restore never does.

    Raises:
        CannotStart: there is no key, or it is no 32 bytes in base64url.
    """
    given, file = _sources(use)
    made = None
    if not given and make and not file.exists():
        _write(file)
        made = file
    if not given and not file.exists():
        raise CannotStart(
            f"The key of this backup ({use}) is not here: {file} is missing.",
            f"Put the file back, or set {_variable(use)}.",
        )
    return BackupKey(_decoded(given or file.read_text().strip(), use), made)


def _sources(use: str) -> tuple[str, Path]:
    if use == MAIN:
        return settings.BACKUP_KEY, Path(settings.BACKUP_KEY_FILE)
    return settings.KEYS_BACKUP_KEY, Path(settings.KEYS_BACKUP_KEY_FILE)


def _variable(use: str) -> str:
    return "SAYSO_BACKUP_KEY" if use == MAIN else "SAYSO_KEYS_BACKUP_KEY"


def _decoded(text: str, use: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(text)
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise CannotStart(
            f"The key of this backup ({use}) cannot be used.",
            f"{_variable(use)} or its file must hold 32 bytes in base64url.",
        )
    return raw


def _write(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(base64.urlsafe_b64encode(secrets.token_bytes(32)))
        opened.flush()
        os.fsync(opened.fileno())
