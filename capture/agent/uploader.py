"""Uploads in fixed slots: one padded step each time, an empty one where there is nothing.

A batch carries one stretch of consent, and is sent with the same bytes until the server's mark
covers it.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from capture.agent.calls import Calls, Refused, Unreachable
from capture.agent.clock import Clock
from capture.agent.identity import Identity
from capture.agent.lease_keeper import Intake, LeaseKeeper
from capture.agent.spool import Outgoing, Row, Spool
from capture.protocol.codes import Code
from capture.protocol.content import CONTENT_MAX, Content, Episode
from capture.protocol.encoding import encode
from capture.protocol.messages import BATCH_MAX, BATCH_STEP, Accepted, BatchRequest, EpochRef
from capture.protocol.padding import DoesNotFit, padded_batch
from capture.protocol.sealing import seal

BACKOFF_FIRST: Final = 5.0
BACKOFF_MOST: Final = 900.0
_DICE: Final = secrets.SystemRandom()


class DeviceEnded(Exception):
    """The server no longer knows this device; `code` says how."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code


ENDED: Final = frozenset({Code.DEVICE_UNKNOWN, Code.DEVICE_REVOKED, Code.COUNTER_REUSED})
_SEAL_ANEW: Final = frozenset({Code.LEASE_UNKNOWN, Code.KEY_UNKNOWN, Code.ENVELOPE_INVALID})


def backoff(failures: int, rng: secrets.SystemRandom = _DICE) -> float:
    """Return seconds to wait after failures in a row: anything up to a doubling limit."""
    return rng.uniform(0, min(BACKOFF_MOST, BACKOFF_FIRST * 2 ** min(failures, 16)))


@dataclass(frozen=True, slots=True)
class Uploading:
    """What an uploader works with; `consent_ended` erases and reports a stretch of consent."""

    identity: Identity
    calls: Calls
    spool: Spool
    keeper: LeaseKeeper
    consent_ended: Callable[[EpochRef], None]


class Uploader:
    """Sends what waits, a step for each slot."""

    def __init__(self, parts: Uploading, clock: Clock) -> None:
        self._parts = parts
        self._clock = clock
        self._failures = 0
        self._next = clock.boottime() + _DICE.uniform(0, self._slot())
        self._slot_began = self._next

    def due_in(self) -> float:
        """Return the seconds until the next slot or retry."""
        return max(0.0, self._next - self._clock.boottime())

    def step(self) -> None:
        """Use one slot: send a batch, or noise of the same size, and set the next one.

        Raises:
            DeviceEnded: this device is no longer known.
        """
        try:
            self._send()
        except Refused as refusal:
            if refusal.code in ENDED:
                raise DeviceEnded(refusal.code) from None
            self._again(refusal.retry_after)
        except Unreachable:
            self._again(None)
        else:
            self._failures = 0
            self._to_next_slot()

    def _send(self) -> None:
        with self._parts.spool.held():
            batch = self._batch()
        body = _noise() if batch is None else batch.body
        url = self._parts.identity.enrolled.upload_url
        try:
            answer = self._parts.calls.post(url, body, Accepted)
        except Refused as refusal:
            self._refused(refusal, batch)
            return
        self._parts.spool.settle(answer.accepted)

    def _refused(self, refusal: Refused, batch: Outgoing | None) -> None:
        """Mend what a refusal tells to mend; any other refusal passes."""
        spool = self._parts.spool
        if refusal.code is Code.SEQUENCE_GAP:
            spool.revoke_outgoing()
        elif batch is not None and refusal.code is Code.CONSENT_ENDED:
            self._parts.consent_ended(batch.ref)
        elif batch is not None and refusal.code is Code.TOO_LARGE:
            spool.erase_where(lambda row: str(row.episode.id) in batch.ids)
        elif batch is not None and refusal.code in _SEAL_ANEW:
            spool.revoke_outgoing()
            raise refusal
        else:
            raise refusal

    def _batch(self) -> Outgoing | None:
        """Return what to send: the batch on its way, else a new one; None is noise.

        After a batch was taken back, noise goes first: its answer tells the mark.
        """
        waiting = self._parts.spool.outgoing()
        if waiting is not None:
            return waiting if waiting.body else None
        intake, rows = self._parts.keeper.intake(), self._parts.spool.rows()
        if intake is None or not rows:
            return None
        batch = self._built(intake, rows)
        if batch is not None:
            self._parts.spool.set_outgoing(batch)
        return batch

    def _built(self, intake: Intake, rows: list[Row]) -> Outgoing | None:
        """Return a batch of the oldest stretch that fits one step, or one larger episode.

        An episode over the largest size is dropped and gives None.
        """
        first = rows[0].episode
        ref = EpochRef(purpose=first.purpose, epoch=first.epoch)
        episodes = [r.episode for r in rows if (r.episode.purpose, r.episode.epoch) == _pair(ref)]
        count = _roughly_fitting(episodes)
        while True:
            chosen = tuple(episodes[:count])
            body = self._sealed(intake, ref, chosen)
            if body is None and count == 1:
                self._parts.spool.erase_where(lambda row: row.episode.id == first.id)
                return None
            if body is not None and (len(body) <= BATCH_STEP or count == 1):
                ids = tuple(str(episode.id) for episode in chosen)
                return Outgoing(self._parts.spool.mark() + 1, ref, ids, body)
            count = max(1, count * 3 // 4)

    def _sealed(self, intake: Intake, ref: EpochRef, chosen: tuple[Episode, ...]) -> bytes | None:
        seq = self._parts.spool.mark() + 1
        content = Content(device=self._parts.identity.enrolled.device, seq=seq, episodes=chosen)
        sealed = seal(content, intake.public)
        if len(sealed) > BATCH_MAX:
            return None
        try:
            return padded_batch(
                BatchRequest(
                    seq=seq,
                    lease=intake.lease_number,
                    epochs=(ref,),
                    key=intake.key,
                    sealed=sealed,
                )
            )
        except DoesNotFit:
            return None

    def _again(self, retry_after: int | None) -> None:
        wait = backoff(self._failures) if retry_after is None else float(retry_after)
        self._failures += 1
        self._next = self._clock.boottime() + wait

    def _to_next_slot(self) -> None:
        slot, now = self._slot(), self._clock.boottime()
        while self._slot_began <= now:
            self._slot_began += slot
        self._next = self._slot_began

    def _slot(self) -> int:
        lease = self._parts.keeper.current()
        return self._parts.identity.enrolled.upload_slot if lease is None else lease.upload_slot


def _pair(ref: EpochRef) -> tuple[str, str]:
    return ref.purpose, ref.epoch


def _roughly_fitting(episodes: list[Episode]) -> int:
    """Return how many episodes to try first: at most 1 MiB of text, at least one."""
    total = 0
    for count, episode in enumerate(episodes):
        total += len(encode(episode))
        if total > min(CONTENT_MAX - 1024, BATCH_STEP * 8):
            return max(1, count)
    return len(episodes)


def _noise() -> bytes:
    noise = secrets.token_bytes(BATCH_STEP // 2)
    return padded_batch(BatchRequest(seq=0, lease=0, epochs=(), key="", sealed=noise))
