"""What waits on the device for upload: SQLite, each row encrypted, a key per stretch of consent.

A row serves one purpose. Erasing destroys the key of (purpose, epoch), deletes the rows, and
leaves nothing of them in the file or its journal.
"""

import contextlib
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from capture.agent.clock import Clock
from capture.protocol.content import Episode
from capture.protocol.decoding import decode
from capture.protocol.encoding import encode
from capture.protocol.messages import EpochRef

SPOOL_FILE: Final = "spool.sqlite3"
CAP_BYTES: Final = 20 * 1024 * 1024
CAP_AGE: Final = timedelta(days=3)
NONCE_BYTES: Final = 12
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS stretch (
    id INTEGER PRIMARY KEY, purpose TEXT NOT NULL, epoch TEXT NOT NULL, wrapped BLOB NOT NULL,
    UNIQUE (purpose, epoch));
CREATE TABLE IF NOT EXISTS episode (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    stretch INTEGER NOT NULL REFERENCES stretch (id), minute INTEGER NOT NULL,
    sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS outgoing (
    seq INTEGER PRIMARY KEY, purpose TEXT NOT NULL, epoch TEXT NOT NULL, ids TEXT NOT NULL,
    body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS tally (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""


class SpoolBusy(Exception):
    """The journal could not be emptied, so that nothing counts as erased."""


@dataclass(frozen=True, slots=True)
class Row:
    """One episode that waits, and the minute (Unix time / 60) in which it was closed."""

    episode: Episode
    minute: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A batch on its way: sent again with the same bytes until the server has it.

    An empty body means that something of it was erased meanwhile: it is not sent again, and
    the server's mark must be heard before another batch takes its number.
    """

    seq: int
    ref: EpochRef
    ids: tuple[str, ...]
    body: bytes


class Spool:
    """The spool of one device; safe to use from several threads."""

    def __init__(
        self, folder: Path, master: bytes, clock: Clock, cap_bytes: int = CAP_BYTES
    ) -> None:
        self._clock = clock
        self._cap_bytes = cap_bytes
        self._master = AESGCM(master)
        self._lock = threading.RLock()
        path = folder / SPOOL_FILE
        path.touch(mode=0o600)
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=WAL", "secure_delete=ON", "synchronous=FULL"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def add(self, episode: Episode) -> None:
        """Keep one episode; drops and counts the oldest ones over the cap."""
        with self._lock:
            stretch, key = self._key_of(EpochRef(purpose=episode.purpose, epoch=episode.epoch))
            self._db.execute("BEGIN IMMEDIATE")
            try:
                seq = self._next_seq()
                nonce = secrets.token_bytes(NONCE_BYTES)
                sealed = nonce + key.encrypt(nonce, encode(episode), _aad(episode, seq))
                self._db.execute(
                    "INSERT INTO episode (seq, id, stretch, minute, sealed) VALUES (?,?,?,?,?)",
                    (seq, str(episode.id), stretch, self._minute(), sealed),
                )
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._keep_caps()

    def rows(self) -> list[Row]:
        """Return everything that waits, oldest first: exactly what would be sent."""
        with self._lock:
            found = self._db.execute(
                "SELECT e.seq, e.minute, e.sealed, s.purpose, s.epoch FROM episode e"
                " JOIN stretch s ON s.id = e.stretch ORDER BY e.seq"
            ).fetchall()
            return [
                Row(self._opened(seq, sealed, EpochRef(purpose=purpose, epoch=epoch)), minute)
                for seq, minute, sealed, purpose, epoch in found
            ]

    def refs(self) -> tuple[EpochRef, ...]:
        """Return the stretches of consent that have a key here."""
        with self._lock:
            found = self._db.execute("SELECT purpose, epoch FROM stretch").fetchall()
            return tuple(EpochRef(purpose=purpose, epoch=epoch) for purpose, epoch in found)

    def dropped(self) -> int:
        """Return how many episodes were dropped over the cap so far."""
        return self._tally("dropped")

    def erase(self, ref: EpochRef) -> int:
        """Destroy the key and the rows of one stretch of consent; return how many rows."""
        with self._lock:
            row = self._db.execute(
                "SELECT id FROM stretch WHERE purpose = ? AND epoch = ?", (ref.purpose, ref.epoch)
            ).fetchone()
            if row is None:
                return 0
            gone = self._db.execute("DELETE FROM episode WHERE stretch = ?", row).rowcount
            self.revoke_outgoing(ref)
            self._db.execute("DELETE FROM stretch WHERE id = ?", row)
            self._leave_nothing()
            return gone

    def erase_where(self, fits: Callable[[Row], bool]) -> int:
        """Delete the rows that fit, under new keys for what stays; return how many."""
        with self._lock:
            rows = self.rows()
            gone = [row for row in rows if fits(row)]
            if gone:
                self._delete({str(row.episode.id) for row in gone})
                self.revoke_outgoing()
                for ref in {_ref(row) for row in gone}:
                    self._renew(ref, [row for row in rows if _ref(row) == ref and row not in gone])
                self._leave_nothing()
            return len(gone)

    def erase_all(self) -> None:
        """Destroy everything that waits."""
        with self._lock:
            for table in ("episode", "outgoing", "stretch"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above
            self._leave_nothing()

    def outgoing(self) -> Outgoing | None:
        """Return the batch that is on its way, if any."""
        with self._lock:
            row = self._db.execute("SELECT seq, purpose, epoch, ids, body FROM outgoing").fetchone()
        if row is None:
            return None
        seq, purpose, epoch, ids, body = row
        return Outgoing(seq, EpochRef(purpose=purpose, epoch=epoch), tuple(ids.split()), body)

    def set_outgoing(self, batch: Outgoing) -> None:
        """Remember a batch before it is sent for the first time."""
        with self._lock:
            self._db.execute(
                "INSERT OR REPLACE INTO outgoing (seq, purpose, epoch, ids, body)"
                " VALUES (?,?,?,?,?)",
                (batch.seq, batch.ref.purpose, batch.ref.epoch, " ".join(batch.ids), batch.body),
            )

    def revoke_outgoing(self, ref: EpochRef | None = None) -> None:
        """Do not send the batch on its way again (of this stretch, or whichever it is)."""
        with self._lock:
            where = ""
            values: tuple[str, ...] = ()
            if ref is not None:
                where, values = " WHERE purpose = ? AND epoch = ?", (ref.purpose, ref.epoch)
            self._db.execute(f"UPDATE outgoing SET body = x''{where}", values)  # noqa: S608

    def heard(self, accepted: int) -> None:
        """Take note of a mark that may be older than the answer to the last upload."""
        with self._lock:
            if accepted > self.mark():
                self.settle(accepted)

    def settle(self, accepted: int) -> None:
        """Delete what the server has, durably, up to a sequence number.

        Only the answer to an upload may lower the mark: a server that was restored has less.
        """
        with self._lock:
            sent = self.outgoing()
            if sent is not None and sent.seq <= accepted:
                self._delete(set(sent.ids))
            if sent is not None and (sent.seq <= accepted or not sent.body):
                self._db.execute("DELETE FROM outgoing")
            self._set_tally("mark", accepted)

    def mark(self) -> int:
        """Return the sequence number up to which the server said it has everything."""
        return self._tally("mark")

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Let nothing be added or erased meanwhile."""
        with self._lock:
            yield

    def _key_of(self, ref: EpochRef) -> tuple[int, AESGCM]:
        row = self._db.execute(
            "SELECT id, wrapped FROM stretch WHERE purpose = ? AND epoch = ?",
            (ref.purpose, ref.epoch),
        ).fetchone()
        if row is None:
            return self._new_key(ref)
        return row[0], AESGCM(self._unwrapped(row[1], ref))

    def _new_key(self, ref: EpochRef) -> tuple[int, AESGCM]:
        key = secrets.token_bytes(32)
        cursor = self._db.execute(
            "INSERT INTO stretch (purpose, epoch, wrapped) VALUES (?,?,?)",
            (ref.purpose, ref.epoch, self._wrapped(key, ref)),
        )
        return int(cursor.lastrowid or 0), AESGCM(key)

    def _wrapped(self, key: bytes, ref: EpochRef) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._master.encrypt(nonce, key, encode(ref))

    def _unwrapped(self, wrapped: bytes, ref: EpochRef) -> bytes:
        return self._master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], encode(ref))

    def _opened(self, seq: int, sealed: bytes, ref: EpochRef) -> Episode:
        _, key = self._key_of(ref)
        aad = f"{ref.purpose}|{ref.epoch}|{seq}".encode()
        return decode(Episode, key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], aad))

    def _renew(self, ref: EpochRef, stay: Iterable[Row]) -> None:
        stretch, _ = self._key_of(ref)
        key = secrets.token_bytes(32)
        self._db.execute("BEGIN IMMEDIATE")
        for row in stay:
            (seq,) = self._db.execute(
                "SELECT seq FROM episode WHERE id = ?", (str(row.episode.id),)
            ).fetchone()
            nonce = secrets.token_bytes(NONCE_BYTES)
            sealed = AESGCM(key).encrypt(nonce, encode(row.episode), _aad(row.episode, seq))
            self._db.execute("UPDATE episode SET sealed = ? WHERE seq = ?", (nonce + sealed, seq))
        self._db.execute(
            "UPDATE stretch SET wrapped = ? WHERE id = ?", (self._wrapped(key, ref), stretch)
        )
        self._db.execute("COMMIT")

    def _delete(self, ids: set[str]) -> None:
        self._db.executemany("DELETE FROM episode WHERE id = ?", [(one,) for one in ids])

    def _keep_caps(self) -> None:
        oldest = self._minute() - int(CAP_AGE.total_seconds() // 60)
        gone = self._db.execute("DELETE FROM episode WHERE minute < ?", (oldest,)).rowcount
        size = self._size()
        while size > self._cap_bytes:
            seq, length = self._db.execute(
                "SELECT seq, length(sealed) FROM episode ORDER BY seq LIMIT 1"
            ).fetchone()
            self._db.execute("DELETE FROM episode WHERE seq = ?", (seq,))
            size -= length
            gone += 1
        if gone:
            self._set_tally("dropped", self._tally("dropped") + gone)

    def _size(self) -> int:
        row = self._db.execute("SELECT coalesce(sum(length(sealed)), 0) FROM episode").fetchone()
        return int(row[0])

    def _leave_nothing(self) -> None:
        self._db.execute("VACUUM")
        busy, *_ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise SpoolBusy

    def _next_seq(self) -> int:
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'episode'").fetchone()
        return 1 if row is None else int(row[0]) + 1

    def _minute(self) -> int:
        return int(self._clock.wall().timestamp()) // 60

    def _tally(self, name: str) -> int:
        row = self._db.execute("SELECT value FROM tally WHERE name = ?", (name,)).fetchone()
        return 0 if row is None else int(row[0])

    def _set_tally(self, name: str, value: int) -> None:
        self._db.execute(
            "INSERT INTO tally (name, value) VALUES (?,?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )


def closed_since(moment: datetime, minutes: int) -> Callable[[Row], bool]:
    """Return a test for rows closed in the last minutes, the minute that is under way included."""
    first = int((moment - timedelta(minutes=minutes)).timestamp()) // 60
    return lambda row: row.minute >= first


def _ref(row: Row) -> EpochRef:
    return EpochRef(purpose=row.episode.purpose, epoch=row.episode.epoch)


def _aad(episode: Episode, seq: int) -> bytes:
    return f"{episode.purpose}|{episode.epoch}|{seq}".encode()
