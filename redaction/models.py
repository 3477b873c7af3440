"""The inbox: batches as the device sealed them."""

import uuid
from typing import ClassVar

from django.db import models


class InboxState(models.TextChoices):
    """Waiting for a worker, or put aside after five tries."""

    WAITING = "waiting"
    QUARANTINED = "quarantined"


class InboxBatch(models.Model):
    """An accepted batch; the row goes in the transaction that stores its episodes.

    `sealed` opens only with the intake key `key`, which ends after seven days. `epochs` lists
    `{"purpose", "epoch"}`. `claimed_until` is when another worker may take it over. `reason` is
    a code, never content.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=64, db_index=True)
    device = models.UUIDField()
    seq = models.BigIntegerField()
    epochs = models.JSONField()
    key = models.CharField(max_length=22)
    sealed = models.BinaryField()
    accepted_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=InboxState, default=InboxState.WAITING)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "seq"], name="one_batch_a_number")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "claimed_until"])]


class Failure(models.Model):
    """What the worker found wrong inside a batch: a named code, told to the device, then gone."""

    device = models.UUIDField(db_index=True)
    owner = models.CharField(max_length=64, db_index=True)
    seq = models.BigIntegerField()
    code = models.CharField(max_length=40)
    day = models.DateField()
