"""The door of the inbox: what the envelope says is checked, then the batch is kept as it came."""

import uuid
from datetime import datetime

from django.db import transaction

from capture.ingest import limits
from capture.ingest.errors import SequenceGap
from capture.protocol.codes import Code, WireError
from capture.protocol.messages import BatchRequest, EpochRef
from governance import clock
from governance.consent import fence
from governance.devices import uploads
from governance.devices.authentication import Caller
from governance.keys import intake as intake_keys
from redaction import intake

Stretch = tuple[str, uuid.UUID]


def admit(caller: Caller, batch: BatchRequest, asked: datetime) -> int:
    """Keep a batch, and return the durable high-water mark of its device.

    An empty step and a batch that was accepted before store nothing. Once this returns, the batch
    survives whatever dies.

    Args:
        caller: the device.
        batch: what it sends.
        asked: when; over a slow database nothing is taken that nobody waits for any more.

    Raises:
        SequenceGap: a batch before this one is missing.
        WireError: lease never issued, key unknown, consent ended, too many waiting, or too late.
        DeviceRevoked: in the meantime.
    """
    if batch.is_empty or batch.seq <= caller.accepted:
        return caller.accepted
    if batch.seq > caller.accepted + 1:
        raise SequenceGap(caller.accepted)
    if batch.lease > caller.leases:
        raise WireError(Code.LEASE_UNKNOWN)
    if not intake_keys.known(batch.key):
        raise WireError(Code.KEY_UNKNOWN)
    stretches = tuple(_stretch(ref) for ref in batch.epochs)
    if not fence.epochs_live(caller.owner, stretches):
        raise WireError(Code.CONSENT_ENDED)
    if intake.waiting() >= limits.INBOX_MOST:
        raise WireError(Code.TOO_MANY_WAITING)
    sealed = intake.Sealed(batch.seq, stretches, batch.key, batch.sealed)
    return _keep(caller, sealed, asked)


@transaction.atomic
def _keep(caller: Caller, sealed: intake.Sealed, asked: datetime) -> int:
    mark = uploads.locked_mark(caller.device)
    if sealed.seq != mark + 1:  # a second call with it was faster
        return mark
    intake.accept(caller.owner, caller.device, sealed)
    uploads.advance(caller.device, sealed.seq)
    if clock.now() - asked > limits.KEPT_WITHIN:
        raise WireError(Code.UNAVAILABLE)
    return sealed.seq


def _stretch(ref: EpochRef) -> Stretch:
    try:
        return ref.purpose, uuid.UUID(ref.epoch)
    except ValueError:  # the shape allows other ids; none of them was ever an epoch of ours
        raise WireError(Code.CONSENT_ENDED) from None
