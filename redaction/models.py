"""The inbox: batches as the device sealed them; and what tests of the masks showed."""

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


class LeakEstimate(models.Model):
    """A test of the masks: invented names, numbers and secrets, and how many of them stayed.

    `low` and `high` bound the share that stays (Wilson, 95 %). `by_type` has [stayed, planted] by
    sort, `carriers` how many texts held them: own sentences, gaps of stored episodes; `withheld`
    how many of the planted were in texts that were dropped whole.
    """

    policy_id = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    day = models.DateField()
    planted = models.PositiveIntegerField()
    stayed = models.PositiveIntegerField()
    withheld = models.PositiveIntegerField()
    low = models.FloatField()
    high = models.FloatField()
    by_type = models.JSONField()
    carriers = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["policy_id", "language", "day"])]


class Edition(models.Model):
    """By what the workers redact now: one row.

    `engine` is the policy id of the engine of the process that loaded it last, at `loaded_at`.
    `names` changes with each word of compliance about a name, whether or not that changed the
    list, so that nobody learns from it what is on the list. `counted` is how many names the list
    held when the first of them came in `counted_week`.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    engine = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField(null=True)
    names = models.UUIDField(null=True)
    counted_week = models.CharField(max_length=8, blank=True)
    counted = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_edition")
        ]


class ForbiddenName(models.Model):
    """A name or alias that must never appear, as hashes under a key of the key store.

    `other` is the hash of the same name cut to words in another way: `O'Brien` is one or two.
    """

    digest = models.CharField(max_length=64, unique=True)
    other = models.CharField(max_length=64)


class Missed(models.Model):
    """People said that something should have been masked: how often in a week, by kind alone."""

    week = models.CharField(max_length=8)
    kind = models.CharField(max_length=20)
    people = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["week", "kind"], name="one_row_a_week_and_kind")
        ]
