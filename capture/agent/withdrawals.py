"""What was withdrawn here, signed by this device: the person's proof of what, and when.

With a lease of the server for the same stretch of consent that was issued later, it shows that
the server went on. `verify.py conflict` compares the two.
"""

from datetime import datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field

from capture.agent.identity import Identity
from capture.protocol.codes import WireError
from capture.protocol.decoding import decode
from capture.protocol.encoding import encode
from capture.protocol.envelope import seal_envelope
from capture.protocol.messages import Count, Envelope, Epoch, EpochRef, Key32, Message, Slug, Zulu

WITHDRAWAL_TYPE: Final = "sayso-withdrawal/1"
WITHDRAWALS_FILE: Final = "withdrawals.json"
KEPT: Final = timedelta(days=365)
MOST: Final = 500


class Withdrawal(Message):
    """What the device signs.

    Attributes:
        device: its id.
        public: its public key; the thumbprint of it stands in each lease for this device.
        purpose: what was withdrawn.
        epoch: the stretch of consent that ended.
        at: when, by the clock of this device.
        log_size: size of the newest checkpoint that it had verified.
    """

    type: Literal["sayso-withdrawal/1"] = "sayso-withdrawal/1"
    device: UUID
    public: Key32
    purpose: Slug
    epoch: Epoch
    at: Zulu
    log_size: Count


class Withdrawals(Message):
    """The file's content."""

    signed: Annotated[tuple[Envelope, ...], Field(max_length=MOST)] = ()


class KeptWithdrawals:
    """Signs withdrawals and keeps them for twelve months."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def add(self, refs: tuple[EpochRef, ...], at: datetime, log_size: int) -> None:
        """Sign the end of stretches of consent, on disk before this returns."""
        if not refs:
            return
        fresh = tuple(self._signed(ref, at, log_size) for ref in refs)
        kept = tuple(one for one in self._stored() if at - withdrawal_of(one).at <= KEPT)
        told = Withdrawals(signed=(*kept, *fresh)[-MOST:])
        self._identity.folder.write(WITHDRAWALS_FILE, encode(told))

    def all(self) -> tuple[tuple[Envelope, Withdrawal], ...]:
        """Return what was withdrawn here, the oldest first, signed and read."""
        return tuple((one, withdrawal_of(one)) for one in self._stored())

    def _stored(self) -> tuple[Envelope, ...]:
        raw = self._identity.folder.read(WITHDRAWALS_FILE)
        try:
            return () if raw is None else decode(Withdrawals, raw).signed
        except WireError:  # a damaged file must not keep anybody from withdrawing
            return ()

    def _signed(self, ref: EpochRef, at: datetime, log_size: int) -> Envelope:
        private = self._identity.private
        said = Withdrawal(
            device=self._identity.enrolled.device,
            public=private.public_key().public_bytes_raw(),
            purpose=ref.purpose,
            epoch=ref.epoch,
            at=at,
            log_size=log_size,
        )
        return seal_envelope(WITHDRAWAL_TYPE, encode(said), private, self._identity.thumbprint)


def withdrawal_of(envelope: Envelope) -> Withdrawal:
    """Return what a stored withdrawal says."""
    return decode(Withdrawal, envelope.payload)
