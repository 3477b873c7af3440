"""The training store."""

import uuid
from typing import ClassVar

from django.db import models


class Episode(models.Model):
    """A redacted stay in one window, sealed under a data key of its own.

    `wrapped` is that data key under the week key `key`; `sealed` is the padded body. Application,
    kinds, counts, date and part of day are inside. `accepted_at` is kept for 24 hours, for "the
    last 10 minutes"; after that nothing here is finer than a week but the days on which resting
    and the episode end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=64)
    purpose = models.CharField(max_length=60)
    epoch = models.UUIDField()
    version = models.PositiveIntegerField()
    week = models.CharField(max_length=8)
    policy_id = models.CharField(max_length=64)
    rests_until = models.DateField()
    goes_on = models.DateField()
    accepted_at = models.DateTimeField(null=True)
    key = models.UUIDField()
    wrapped = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "purpose", "week"]),
            models.Index(fields=["goes_on"]),
            models.Index(fields=["key"]),
        ]
