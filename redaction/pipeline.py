"""One batch through the worker: opened, checked, redacted, stored."""

import logging

from django.db import transaction

from governance.keys.intake import IntakeKeyGone
from redaction import admitted, halts, inbox, opening, outages, quarantine, redacting, storing
from redaction.faults import ContentRefused, Reason
from redaction.models import InboxBatch

log = logging.getLogger(__name__)


def process(batch: InboxBatch) -> None:
    """Carry a claimed batch through. Whatever fails is named by a code, never by its text."""
    try:
        _carry(batch)
    except IntakeKeyGone:
        with transaction.atomic():
            quarantine.put(batch, Reason.INTAKE_KEY_GONE)
    except ContentRefused as refused:
        inbox.refuse(batch, refused.fault)
    except storing.Halted:
        inbox.release(batch)
    except Exception as fault:  # noqa: BLE001 (its message or its frames may hold a text)
        if outages.is_one(fault):
            log.warning("batch waits: %s", type(fault).__name__)
            inbox.put_off(batch)
            return
        log.warning("batch failed on try %d: %s", batch.attempts, type(fault).__name__)
        inbox.retry(batch)


def _carry(batch: InboxBatch) -> None:
    if halts.halted(batch.owner, {ref["purpose"] for ref in batch.epochs}):
        raise storing.Halted
    content = opening.open_batch(batch)
    facts = admitted.check(batch, content)
    policy_id = redacting.policy_id()  # before it is used: see there
    episodes = redacting.redact(content, facts)
    storing.store_batch(batch, episodes, policy_id)
