"""The part of a waiting request that touches database and Valkey; it runs in threads."""

import logging
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Barrier
from typing import Final, ParamSpec, TypeVar

from django.db import close_old_connections, connections

from capture.ingest import callers, telling
from capture.protocol.decoding import decode
from capture.protocol.messages import EpochRef, WaitRequest
from capture.protocol.signatures import RequestParts
from governance.announce import channel_of
from governance.devices import acknowledgements, presence
from governance.leases import issue

P = ParamSpec("P")
T = TypeVar("T")
THREADS: Final = 2
"""For each of the two pools; more only contend for the interpreter and SQLite's one writer."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asker:
    """A device that waits: on which channel it is woken, what it asked with."""

    device: uuid.UUID
    channel: str
    nonce: bytes
    seen: str
    log_size: int


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a device that waits has found.

    Attributes:
        changed: whether it has to hear another state than the one it named.
        pending: whether a grant waits for nothing but its place in the log.
        stops: whether it has to end something, which waits for nothing.
    """

    changed: bool
    pending: bool
    stops: bool


def admit(parts: RequestParts, arrived: datetime | None = None) -> Asker:
    """Check who asks, and take in what the device has stopped.

    Args:
        parts: the request.
        arrived: when it reached this process, before it queued for a thread.

    Raises:
        capture.protocol.codes.WireError: signature or body are not of this protocol.
        governance.errors.Refusal: unknown or revoked device, a counter that did not grow.
    """
    caller = callers.device(parts, arrived)
    request = decode(WaitRequest, parts.body)
    acknowledgements.stopped(caller.device, [*_stretches(request.stopped)])
    presence.heard(caller.device)
    return Asker(
        caller.device, channel_of(caller.owner), request.nonce, request.seen, request.log_size
    )


def first_look(asker: Asker) -> Look:
    """Look what the device has to hear, and take in what it has carried out."""
    return _look(asker, issue.heard(asker.device, asker.seen))


def look_again(asker: Asker) -> Look:
    """Look once more while the request is held."""
    return _look(asker, issue.present(asker.device))


def _look(asker: Asker, found: issue.Present) -> Look:
    return Look(not asker.seen or found.digest != asker.seen, found.pending, found.stops)


def answer(asker: Asker, held_seconds: float) -> bytes:
    """Return the body of the answer; the device has been here until now."""
    presence.heard(asker.device)
    return telling.state_body(asker.device, asker.nonce, held_seconds, asker.log_size)


class Threads:
    """A few threads, each with its own database connections, which end with them.

    Who is woken does not queue behind those who ask: a withdrawal is heard though thousands come.
    """

    def __init__(self) -> None:
        self.asking = ThreadPoolExecutor(THREADS, thread_name_prefix="asking")
        self.waking = ThreadPoolExecutor(THREADS, thread_name_prefix="waking")

    def close(self) -> None:
        """Close every thread's connections, then the threads."""
        for pool in (self.asking, self.waking):
            together = Barrier(THREADS)
            for _ in range(THREADS):
                pool.submit(_end, together)
            pool.shutdown()


def _end(together: Barrier) -> None:
    together.wait(timeout=60)  # so that each thread of the pool takes one
    connections.close_all()


def on_connections(call: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    """Run a call in a thread that is no request's: connections too old are closed around it."""
    close_old_connections()
    try:
        return call(*args, **more)
    finally:
        close_old_connections()


def _stretches(refs: tuple[EpochRef, ...]) -> list[acknowledgements.Stretch]:
    found: list[acknowledgements.Stretch] = []
    for ref in refs:
        try:
            found.append((ref.purpose, uuid.UUID(ref.epoch)))
        except ValueError:  # no epoch of ours: nobody waits for it
            continue
    return found
