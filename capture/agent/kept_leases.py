"""The leases of thirty days, kept for the person: what was permitted here, signed by the server.

A lease names applications that were allowed, never what was recorded. A file holds the leases of
one hour in one compressed stream, flushed after each, so that what one lease has in common with
the next costs little; what a crash tore off at the end is left out at reading.
"""

import os
import struct
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from capture.agent.state_folder import PRIVATE_FILE, PRIVATE_FOLDER, StateFolder
from capture.protocol.decoding import decode
from capture.protocol.lease import LEASE_TYPE, LeasePayload
from capture.protocol.messages import Envelope

LEASES_FOLDER: Final = "leases"
KEPT: Final = timedelta(days=30)
HOUR: Final = "%Y-%m-%dT%H"
HOUR_LENGTH: Final = 13
SUFFIX: Final = ".leases"
HEAD: Final = struct.Struct(">I64sB")
PAYLOAD_MAX: Final = 65_536


@dataclass(frozen=True, slots=True)
class Kept:
    """A lease as it came, and what it says."""

    envelope: Envelope
    lease: LeasePayload


class KeptLeases:
    """Adds leases, gives them out, and lets go of those older than thirty days."""

    def __init__(self, folder: StateFolder) -> None:
        self._path = folder.path / LEASES_FOLDER
        self._lock = threading.Lock()
        self._hour = ""
        self._file: int | None = None
        self._stream = zlib.compressobj(9)

    def add(self, envelope: Envelope, lease: LeasePayload) -> None:
        """Keep a lease, on disk before this returns."""
        with self._lock:
            hour = lease.at.astimezone(UTC).strftime(HOUR)
            if self._file is None or hour != self._hour:
                self._begin(hour)
                self._prune(lease.at)
            descriptor = self._file
            if descriptor is None:
                raise OSError("no file of leases")
            raw = self._stream.compress(_packed(envelope)) + self._stream.flush(zlib.Z_SYNC_FLUSH)
            while raw:  # the system may take less at a time than it is given
                raw = raw[os.write(descriptor, raw) :]
            os.fsync(descriptor)

    def all(self) -> Iterator[Envelope]:
        """Give all leases that are kept, the oldest first."""
        for path in self._files():
            yield from _read(path)

    def newest(self, until: datetime | None = None) -> Kept | None:
        """Return the newest lease that is kept, or the newest issued until a moment."""
        for path in reversed(self._files()):
            for envelope in reversed(list(_read(path))):
                lease = decode(LeasePayload, envelope.payload)
                if until is None or lease.at <= until:
                    return Kept(envelope, lease)
        return None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _begin(self, hour: str) -> None:
        """Begin a file: never one that exists, whose end a crash may have torn off."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        self._path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        count = len(list(self._path.glob(f"{hour}*{SUFFIX}")))
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        name = f"{hour}.{count:04d}{SUFFIX}"
        self._file = os.open(self._path / name, flags, PRIVATE_FILE)
        self._hour, self._stream = hour, zlib.compressobj(9)

    def _prune(self, now: datetime) -> None:
        """Delete what is older than thirty days, once an hour."""
        oldest = (now.astimezone(UTC) - KEPT).strftime(HOUR)
        for path in self._files():
            if path.name[:HOUR_LENGTH] < oldest:
                path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self._path.glob(f"*{SUFFIX}"))


def _packed(envelope: Envelope) -> bytes:
    key = envelope.key.encode("ascii")
    head = HEAD.pack(len(envelope.payload), envelope.signature, len(key))
    return head + key + envelope.payload


def _read(path: Path) -> Iterator[Envelope]:
    try:
        raw = zlib.decompressobj().decompress(path.read_bytes())
    except (zlib.error, OSError):
        raw = _as_far_as_it_goes(path)
    at = 0
    while len(raw) - at >= HEAD.size:
        length, signature, key = HEAD.unpack_from(raw, at)
        start = at + HEAD.size + key
        at = start + length
        if length > PAYLOAD_MAX or at > len(raw):
            return
        try:
            yield Envelope(
                type=LEASE_TYPE,
                key=raw[start - key : start].decode("ascii"),
                payload=raw[start:at],
                signature=signature,
            )
        except ValueError:
            return


def _as_far_as_it_goes(path: Path) -> bytes:
    """Return what can be read of a damaged stream."""
    stream, found = zlib.decompressobj(), bytearray()
    try:
        for byte in path.read_bytes():
            found += stream.decompress(bytes([byte]))
    except (zlib.error, OSError):
        return bytes(found)
    return bytes(found)
