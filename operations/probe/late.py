"""What a computer could still send after a withdrawal: a genuine batch of the ended consent.

It is made while the consent is in force, from what the agent has recorded and the lease that it
holds. Sent afterwards under the device's own signature, nothing but the epoch speaks against it.
"""

import time
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from capture.agent.assembly import http_client
from capture.agent.calls import Calls, Refused, Unreachable
from capture.agent.clock import SystemClock
from capture.agent.identity import Identity
from capture.agent.kept_leases import KeptLeases
from capture.agent.state_folder import StateFolder
from capture.protocol.codes import Code
from capture.protocol.content import Content, Episode
from capture.protocol.lease import LeasePayload
from capture.protocol.messages import Accepted, BatchRequest, EpochRef
from capture.protocol.padding import padded_batch
from capture.protocol.sealing import seal
from governance.devices import uploads

TRIES: Final = 10
AGAIN: Final = 3.0
"""Seconds from one try to the next, where the server does not answer or asks to come again."""
MOST: Final = 5


class Answer(StrEnum):
    """What the server said to a batch that came too late."""

    REFUSED = "refused"
    TAKEN = "taken"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Late:
    """A batch of a computer that is held back: what it says, and under which lease."""

    state: StateFolder
    device: uuid.UUID
    episodes: tuple[Episode, ...]
    lease: LeasePayload

    def send(self) -> Answer:
        """Send it; the agent of this computer has ended, since both would share one counter."""
        identity = Identity.load(self.state)
        with self.state.alone(), http_client() as http:
            calls = Calls(http, identity, SystemClock())
            for _try in range(TRIES):
                try:
                    calls.post(identity.enrolled.upload_url, self._body(), Accepted)
                except Refused as refusal:
                    if refusal.code is Code.CONSENT_ENDED:
                        return Answer.REFUSED
                except Unreachable:
                    pass
                else:
                    return Answer.TAKEN
                time.sleep(AGAIN)
        return Answer.NONE

    def _body(self) -> bytes:
        seq = uploads.mark(self.device) + 1
        first = self.episodes[0]
        content = Content(device=self.device, seq=seq, episodes=self.episodes)
        public = X25519PublicKey.from_public_bytes(self.lease.intake.public)
        return padded_batch(
            BatchRequest(
                seq=seq,
                lease=self.lease.number,
                epochs=(EpochRef(purpose=first.purpose, epoch=first.epoch),),
                key=self.lease.intake.key,
                sealed=seal(content, public),
            )
        )


def held_back(
    state: StateFolder, device: uuid.UUID, waiting: tuple[Episode, ...], epoch: uuid.UUID
) -> Late | None:
    """Return what a computer could send of an epoch; None while it has nothing of it."""
    episodes = tuple(one for one in waiting if one.epoch == str(epoch))[:MOST]
    kept = KeptLeases(state).newest()
    if kept is None or not episodes:
        return None
    return Late(state, device, episodes, kept.lease)
