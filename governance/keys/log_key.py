"""The private key of the log: a file of the sequencer, which alone signs checkpoints.

A line for each living key: its id and its private half, in base64url. It lies outside the
databases and in no backup; whoever has database and key store has no key of the log. No copy
stays in memory: the file is read for each signature.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from governance import signing
from governance.errors import Refusal
from governance.keys import whole

_mine = False


class LogKeyElsewhere(Refusal):
    """This process is not the sequencer, so it cannot sign for the log."""

    code = "log-key-elsewhere"
    status = 503


class LogKeyMissing(Refusal):
    """The file of the private key is not here, or lacks the key that should sign."""

    code = "log-key-missing"
    status = 503


def hold() -> None:
    """Declare that this process is the sequencer. Its command alone says so."""
    global _mine  # noqa: PLW0603 (what a process is, it is as a whole)
    _mine = True


def let_go() -> None:
    """Be no sequencer any more."""
    global _mine  # noqa: PLW0603
    _mine = False


def held() -> bool:
    """Tell whether this process is the sequencer."""
    return _mine


def private(key_id: str) -> Ed25519PrivateKey:
    """Return a private half.

    Raises:
        LogKeyElsewhere: this process is not the sequencer.
        LogKeyMissing: the file has no such key.
    """
    try:
        return Ed25519PrivateKey.from_private_bytes(signing.decode(_lines()[key_id]))
    except (KeyError, ValueError) as error:
        raise LogKeyMissing from error


def known() -> list[str]:
    """Return the ids of the keys in the file, the newest last.

    Raises:
        LogKeyElsewhere: this process is not the sequencer.
    """
    return list(_lines())


def add(key: Ed25519PrivateKey) -> str:
    """Keep a private half, durably, before anything names it; return its id."""
    key_id = signing.key_id(key.public_key().public_bytes_raw())
    _replace({**_lines(), key_id: signing.encode(key.private_bytes_raw())})
    return key_id


def destroy(key_id: str) -> None:
    """Destroy a private half; what it signed stays verifiable."""
    lines = _lines()
    if lines.pop(key_id, None) is not None:
        _replace(lines)


def _lines() -> dict[str, str]:
    if not _mine:
        raise LogKeyElsewhere
    try:
        text = _file().read_text()
    except FileNotFoundError:
        return {}
    rows = (line.split() for line in text.splitlines())
    return {row[0]: row[1] for row in rows if len(row) == 2}


def _replace(lines: dict[str, str]) -> None:
    """Put a new file in the place of the old one, then write over what the old one held."""
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(file.name + ".new")
    text = "".join(f"{key_id} {key}\n" for key_id, key in lines.items())
    _write(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), text.encode())
    size = file.stat().st_size if file.exists() else 0
    before = os.open(file, os.O_WRONLY) if size else None
    fresh.replace(file)
    if before is not None:
        _write(before, b"\0" * size)


def _write(descriptor: int, raw: bytes) -> None:
    try:
        whole.write(descriptor, raw)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _file() -> Path:
    return Path(settings.LOG_KEY_FILE)
