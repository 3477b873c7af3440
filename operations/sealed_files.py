"""Files under a key of their own: AES-256-GCM in chunks, so that a file of any size fits.

A chunk's nonce holds its number and whether it is the last: cut off, reordered or changed chunks
do not open. Each file has a key of its own, made (HKDF) from the kept key and a random salt.
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"sayso-backup/1\n"
SALT = 32
CHUNK = 1 << 20
TAG = 16


class FileBroken(Exception):
    """The file was changed or cut off, or the key is another one."""


def seal(source: IO[bytes], target: Path, key: bytes, use: str) -> None:
    """Write what a stream yields, sealed, and press it to the disk."""
    salt = os.urandom(SALT)
    cipher = AESGCM(derived(key, salt, use))
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(MAGIC + salt)
        for number, (chunk, last) in enumerate(_chunks(source, CHUNK)):
            file.write(cipher.encrypt(_nonce(number, last=last), chunk, use.encode()))
        file.flush()
        os.fsync(file.fileno())


def unseal(source: Path, target: Path, key: bytes, use: str) -> None:
    """Write a sealed file in the clear; it is complete and unchanged once this returns.

    Raises:
        FileBroken: it was changed, cut off, or sealed under another key or for another use.
    """
    with source.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC or len(salt := file.read(SALT)) != SALT:
            raise FileBroken
        cipher = AESGCM(derived(key, salt, use))
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as clear:
            for number, (chunk, last) in enumerate(_chunks(file, CHUNK + TAG)):
                try:
                    text = cipher.decrypt(_nonce(number, last=last), chunk, use.encode())
                except InvalidTag as error:
                    raise FileBroken from error
                clear.write(text)
            clear.flush()
            os.fsync(clear.fileno())


def derived(key: bytes, salt: bytes, use: str) -> bytes:
    """Return the key for one use of a kept key."""
    return HKDF(SHA256(), 32, salt, b"sayso-backup|" + use.encode()).derive(key)


def _chunks(source: IO[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield full chunks, and whether each is the last."""
    chunk = _full(source, size)
    while True:
        following = _full(source, size) if len(chunk) == size else b""
        yield chunk, not following
        if not following:
            return
        chunk = following


def _full(source: IO[bytes], size: int) -> bytes:
    """Read until a chunk is full or the stream ends: a pipe gives less at a time."""
    parts, missing = [], size
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">QI", number, int(last))
