"""An erasure and how far it has come."""

import uuid
from typing import ClassVar

from django.db import models

from governance.holdings.registry import Scope


class ErasureState(models.TextChoices):
    """How far an erasure has come; each step can be done again."""

    BEGUN = "begun"
    KEYS_GONE = "keys_gone"
    ROWS_GONE = "rows_gone"
    DONE = "done"


class Erasure(models.Model):
    """What is to go, of whom, and how far it has come.

    `purpose`, `epoch` and `kind` narrow it; `everything` takes the person's own key too. `counts`
    maps holdings to what went; `keys` counts destroyed keys. `settles_at` is when workers' copies
    of keys have passed. `answers` is what the certificate says of the request that it answers;
    empty where there was none. `certificate` is the signed account, there once it is done.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=60, blank=True)
    epoch = models.UUIDField(null=True)
    kind = models.CharField(max_length=20, blank=True)
    everything = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ErasureState, default=ErasureState.BEGUN)
    keys = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    begun_on = models.DateField()
    settles_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)
    certificate = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"])]

    @property
    def scope(self) -> Scope:
        """What the holdings are to delete."""
        return Scope(
            owner=self.owner,
            purpose=self.purpose or None,
            epoch=self.epoch,
            kind=self.kind or None,
            everything=self.everything,
        )
