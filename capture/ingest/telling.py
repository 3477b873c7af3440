"""Puts on the wire what an agent is told: one size, whoever asks."""

import uuid
from typing import Final

from django.conf import settings

from capture.protocol.messages import (
    Enrolled,
    Envelope,
    EpochRef,
    Failure,
    Forget,
    Kind,
    LogTrust,
    PublicKey,
    Question,
    State,
)
from capture.protocol.padding import padded_state
from governance.devices.enrolment import Confirmed
from governance.keys import signers
from governance.leases import issue, trust
from governance.leases import state as told
from governance.signing import Signed, Use
from redaction import failures

UPLOAD_PATH: Final = "/agent/v1/batches"
FAILURES_MOST: Final = 16
KEYS_MOST: Final = 8
SUCCESSORS_MOST: Final = 4
"""Of each use; the size of an answer counts on it (`governance.leases.budget`)."""


def state_body(device_id: uuid.UUID, nonce: bytes, held_seconds: float, log_size: int = 0) -> bytes:
    """Return the answer to a waiting request, always of one size."""
    state = issue.state_for(device_id, nonce, held_seconds, log_size)
    failed = failures.take(device_id, FAILURES_MOST)
    return padded_state(
        State(
            digest=state.digest,
            lease=_envelope(state.lease) if state.lease else None,
            questions=tuple(_question(one) for one in state.questions),
            failures=tuple(Failure(seq=seq, code=code) for seq, code in failed),
            accepted=state.accepted,
            erase=tuple(EpochRef(purpose=one.purpose, epoch=str(one.epoch)) for one in state.erase),
            forget=tuple(_forget(one) for one in state.forget),
            consistency=state.consistency,
            successors=_successors(),
            time=state.time,
        )
    )


def _successors() -> tuple[Envelope, ...]:
    """Return what keys said of those that follow them: the same to every device."""
    told = [signers.successors([use])[-SUCCESSORS_MOST:] for use in (Use.LEASE, Use.LOG)]
    return tuple(_envelope(one) for some in told for one in some)


def enrolled(confirmed: Confirmed) -> Enrolled:
    """Return what a new device keeps."""
    current = signers.current_id(Use.LEASE)
    keys = signers.trusted_keys(Use.LEASE)
    trusted = trust.of(confirmed.owner)
    newest = [PublicKey(key=key, public=public) for key, public in keys.items()][-KEYS_MOST:]
    return Enrolled(
        device=confirmed.device,
        person=confirmed.person,
        login=confirmed.login,
        company=settings.COMPANY,
        lease_key=PublicKey(key=current, public=keys[current]),
        lease_keys=tuple(newest),
        wait_url=settings.WAITING_URL,
        upload_url=UPLOAD_PATH,
        upload_slot=settings.UPLOAD_SLOT,
        owner=confirmed.owner,
        log=LogTrust(origin=trusted.origin, keys=trusted.keys, witnesses=trusted.witnesses),
        approvers=trusted.approvers,
    )


def _envelope(signed: Signed) -> Envelope:
    return Envelope(
        type=signed.type, key=signed.key, payload=signed.payload, signature=signed.signature
    )


def _question(asked: told.Question) -> Question:
    return Question(
        id=asked.id,
        purpose=asked.purpose,
        name=asked.name,
        version=asked.version,
        epoch=str(asked.epoch),
        kinds=tuple(Kind(kind) for kind in asked.kinds),
        notice_sha256=asked.notice_sha256,
        subject=asked.subject,
        text=asked.text,
        language=asked.language,
    )


def _forget(drop: told.Drop) -> Forget:
    order = drop.order
    return Forget(
        id=order.id, minutes=order.minutes, application=order.application, site=order.site
    )
