"""The present state of consent, the ledger of decisions, and what only its person sees."""

import uuid
from typing import ClassVar

from django.db import models


class Decision(models.TextChoices):
    """One line of the ledger. Refusing and pausing are none."""

    GIVEN = "given"
    NARROWED = "narrowed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


IN_FORCE = (Decision.GIVEN, Decision.NARROWED)


class Consent(models.Model):
    """The present state per person and purpose. A withdrawal replaces `epoch`, nothing else does.

    `ends` maps each allowed kind to the day on which its consent ends. `entry` is the entry of
    the log that the newest decision left; with it a lease proves itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=64)
    purpose = models.CharField(max_length=60)
    epoch = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField()
    decision = models.CharField(max_length=12, choices=Decision)
    ends = models.JSONField(default=dict)
    entry = models.UUIDField(null=True)
    records = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "purpose"], name="one_state_a_purpose")
        ]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds allowed, whether or not their day has come."""
        return frozenset(self.ends)


class ConsentRecord(models.Model):
    """One decision, for good: triggers refuse update and delete.

    What was decided, when, on which notice in which language, and the signed receipt lie sealed
    for the person; with the person's key they end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=64)
    purpose = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    decision = models.CharField(max_length=12, choices=Decision)
    version = models.PositiveIntegerField()
    epoch = models.UUIDField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "purpose", "number"], name="one_line_a_number")
        ]


class PersonState(models.Model):
    """Pause and "do not ask before", sealed and of one size, so that rows tell nothing.

    Everyone in the directory has such a row from the first day.
    """

    owner = models.CharField(max_length=64, primary_key=True)
    sealed = models.BinaryField()
