"""Holds the lease and says, before each event, what it allows.

The life of a lease counts from the moment the agent asked, on CLOCK_BOOTTIME. It is dropped at
suspend, resume, session switch and when the clocks part; an answer to a question asked before
that no longer counts.
"""

import secrets
import threading
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from capture.agent.clock import PARTED_SECONDS, Clock
from capture.agent.events import WindowFacts
from capture.agent.identity import Identity
from capture.agent.kept_leases import KeptLeases
from capture.agent.log_keeper import LogKeeper
from capture.agent.matching import application_in, is_never, site_allowed, within
from capture.protocol.lease import (
    Doubt,
    Expectation,
    Grant,
    LeasePayload,
    LeaseRefused,
    verify_lease,
)
from capture.protocol.messages import Envelope

STALE_SECONDS: Final = 2.0
"""Events that were delivered later than this are dropped."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for a lease: its nonce, when it was asked, and what would make it void."""

    nonce: bytes
    asked_at: float
    clock_gap: float
    generation: int


@dataclass(frozen=True, slots=True)
class Held:
    """A lease that was checked, with its span on CLOCK_BOOTTIME."""

    lease: LeasePayload
    since: float
    until: float
    clock_gap: float


@dataclass(frozen=True, slots=True)
class Intake:
    """To which key batches are sealed, and under which lease number."""

    key: str
    public: X25519PublicKey
    lease_number: int


class LeaseKeeper:
    """At most one lease, and the numbers seen.

    Args:
        identity: the enrolled device.
        clock: the only source of time.
        log: what this device knows of the log, against which each lease is proved.
        kept: where leases are kept for the person.
    """

    def __init__(self, identity: Identity, clock: Clock, log: LogKeeper, kept: KeptLeases) -> None:
        self._identity = identity
        self._log = log
        self._kept = kept
        self._clock = clock
        self._lock = threading.Lock()
        self._held: Held | None = None
        self._generation = 0
        self._intake: Intake | None = None

    def ask(self) -> Ask:
        """Return a fresh question; the life of its lease begins now."""
        with self._lock:
            return Ask(
                nonce=secrets.token_bytes(16),
                asked_at=self._clock.boottime(),
                clock_gap=self._gap(),
                generation=self._generation,
            )

    def take(
        self, ask: Ask, envelope: Envelope | None, consistency: tuple[bytes, ...] = ()
    ) -> None:
        """Take the answer to a question: a lease in place of the old one, or none.

        Args:
            ask: the question.
            envelope: the lease of the answer, if there is one.
            consistency: proof that its log continues the one that this device has seen.

        Raises:
            LeaseRefused: it does not count, or does not prove itself; no lease is held then.
        """
        if envelope is None:
            self._forget_held()
            return
        try:
            lease = verify_lease(envelope, self._log.lease_keys(), self._expectation(ask))
            self._log.check(lease, envelope, consistency, self._clock.wall())
            self._kept.add(envelope, lease)
            self._hold(ask, lease)
        except LeaseRefused:
            self._forget_held()
            raise

    def _hold(self, ask: Ask, lease: LeasePayload) -> None:
        before = self._alive()
        with self._lock:
            if ask.generation != self._generation or self._parted(ask.clock_gap):
                raise LeaseRefused(Doubt.NONCE)
            self._identity.number.raise_to(lease.number)
            # An event that waited in the queue while one lease took over from its like is no
            # event without a lease; where anything widened, only what comes after counts.
            same = before is not None and before.lease.grants == lease.grants
            since = before.since if before is not None and same else self._clock.boottime()
            self._held = Held(lease, since, ask.asked_at + lease.life, ask.clock_gap)
            self._intake = Intake(
                lease.intake.key,
                X25519PublicKey.from_public_bytes(lease.intake.public),
                lease.number,
            )

    def drop(self) -> None:
        """Drop the lease, and whatever answer is still on its way."""
        with self._lock:
            self._generation += 1
            self._held = None

    def current(self) -> LeasePayload | None:
        """Return the lease if it is alive at this moment, else None."""
        held = self._alive()
        return None if held is None else held.lease

    def intake(self) -> Intake | None:
        """Return where to seal to: that of the last lease, which need not be alive."""
        return self._intake

    def granted_now(self) -> tuple[Grant, ...]:
        """Return the grants that are alive and inside their hours at this moment."""
        lease = self.current()
        wall = self._clock.wall()
        return () if lease is None else tuple(g for g in lease.grants if within(g.hours, wall))

    def grants_for(self, window: WindowFacts, site: str | None, moment: float) -> tuple[Grant, ...]:
        """Return the grants that allow an event in this window at this moment."""
        held = self._alive()
        now = self._clock.boottime()
        if held is None or not held.since <= moment <= now or now - moment > STALE_SECONDS:
            return ()
        if is_never(window, site, held.lease.never):
            return ()
        return tuple(grant for grant in self.granted_now() if _reaches(grant, window, site))

    def _alive(self) -> Held | None:
        with self._lock:
            held = self._held
            if held is None:
                return None
            if self._parted(held.clock_gap):
                self._generation += 1
                self._held = None
            elif self._clock.boottime() >= held.until:
                self._held = None
            return self._held

    def _forget_held(self) -> None:
        with self._lock:
            self._held = None

    def _expectation(self, ask: Ask) -> Expectation:
        return Expectation(
            device=self._identity.enrolled.device,
            thumbprint=self._identity.thumbprint,
            nonce=ask.nonce,
            lowest_number=self._identity.number.value,
        )

    def _gap(self) -> float:
        return self._clock.boottime() - self._clock.monotonic()

    def _parted(self, gap: float) -> bool:
        return abs(self._gap() - gap) > PARTED_SECONDS


def _reaches(grant: Grant, window: WindowFacts, site: str | None) -> bool:
    application = application_in(grant, window)
    return application is not None and site_allowed(grant, application, site)
