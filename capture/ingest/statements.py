"""Reads what a device signed about a question, for the room that compares it."""

import uuid

from capture.protocol.codes import Code, WireError
from capture.protocol.decoding import decode
from capture.protocol.messages import AnswerPayload, Envelope, Reply
from governance.leases.answering import Statement
from governance.purposes.kinds import Kind
from governance.signing import Signed


def signed_of(envelope: Envelope) -> Signed:
    """Return an envelope in the words of the ground."""
    return Signed(envelope.type, envelope.key, envelope.payload, envelope.signature)


def statement_of(payload: bytes) -> Statement:
    """Return what a payload states.

    Raises:
        WireError: it is no statement, or names an epoch that cannot be one.
    """
    said = decode(AnswerPayload, payload)
    try:
        epoch = uuid.UUID(said.epoch)
    except ValueError:
        raise WireError(Code.ENVELOPE_INVALID) from None
    return Statement(
        question=said.question,
        purpose=said.purpose,
        version=said.version,
        epoch=epoch,
        kinds=frozenset(Kind(kind) for kind in said.kinds),
        notice_sha256=said.notice_sha256,
        subject=said.subject,
        yes=said.answer is Reply.YES,
        device=said.device,
    )
