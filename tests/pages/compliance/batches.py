"""Batches put aside as the worker puts them."""

import itertools
import uuid

from django.db import transaction

from governance import clock
from redaction import quarantine
from redaction.faults import Reason
from redaction.models import InboxBatch

_numbers = itertools.count(1)


def aside(employee, count: int, reason: Reason = Reason.REDACTION_FAILED) -> None:
    for _ in range(count):
        batch = InboxBatch.objects.create(
            owner=employee.owner,
            device=uuid.uuid4(),
            seq=next(_numbers),
            epochs=[],
            key="key",
            sealed=b"sealed",
            accepted_at=clock.now(),
            attempts=5,
        )
        with transaction.atomic():
            quarantine.put(batch, reason)
