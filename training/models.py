"""The training store."""

import uuid
from typing import ClassVar

from django.db import models


class Episode(models.Model):
    """A redacted stay in one window, sealed under a data key of its own.

    `wrapped` is that data key under the week key `key`; `sealed` is the padded body. Application,
    kinds, counts, date and part of day are inside. `accepted_at` is kept for 24 hours, for "the
    last 10 minutes"; after that nothing here is finer than a week but the days on which resting
    and the episode end. `after_hold` is the legal hold that was placed last on its person when it
    was stored: a hold reaches what was stored before it alone.
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
    after_hold = models.UUIDField(null=True)
    key = models.UUIDField()
    wrapped = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "purpose", "week"]),
            models.Index(fields=["goes_on"]),
            models.Index(fields=["key"]),
            models.Index(fields=["policy_id", "owner"]),
        ]


class GoneRow(models.Model):
    """The id of a row that went in a rewrite, until the deletion ledger has its line.

    It is there from the commit of the rewrite on, so that a process that dies before it has
    written the line leaves what it owes.
    """

    id = models.UUIDField(primary_key=True, editable=False)


class ReleaseState(models.TextChoices):
    """Where a release stands."""

    WAITING = "waiting"
    BUILDING = "building"
    CANCELLED = "cancelled"
    FAILED = "failed"
    READY = "ready"
    RECALLED = "recalled"


class Release(models.Model):
    """A fixed data set for one purpose.

    `recipe` says what goes in, `counts` what went in and what was dropped and why (episodes, never
    people). `marked` is set by a withdrawal while it is built or after; signing refuses while
    it is set. `manifest` is the signed list of its files. `done` of `total` steps of the build;
    `claim` is that of the process that builds, `alive_at` its last sign of life. On `ends_on`
    every copy is gone, before the first of its episodes is erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=ReleaseState, default=ReleaseState.WAITING)
    recipe = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    marked = models.BooleanField(default=False)
    reason = models.CharField(max_length=40, blank=True)
    claim = models.UUIDField(null=True)
    alive_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    built_by = models.UUIDField()
    begun_on = models.DateField()
    signed_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    manifest = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purpose", "number"], name="numbered_releases")
        ]


class Contribution(models.Model):
    """A person is in a release. The ids of their rows in it are sealed with that person's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=64)
    release = models.ForeignKey(Release, models.CASCADE, related_name="contributions")
    epoch = models.UUIDField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "release"], name="one_link_a_release")
        ]


class Recall(models.Model):
    """A release that must be dropped, in the round of a week; it names no cause and no person.

    `pending` gathers what the next round will name, and is emptied by it; nobody sees it. `drop`
    lists rows; empty means all of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.OneToOneField(Release, models.CASCADE, related_name="recall")
    round = models.CharField(max_length=8)
    pending = models.JSONField(default=dict)
    drop = models.JSONField(default=list)
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    acknowledged_on = models.DateField(null=True)
    acknowledged_by = models.UUIDField(null=True)


class Review(models.Model):
    """A look at a few redacted episodes: one member of staff asks, another one agrees, both see.

    `rows` holds ids of episodes, for a week.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=60)
    reason = models.TextField()
    asked_by = models.UUIDField()
    asked_on = models.DateField()
    agreed_by = models.UUIDField(null=True)
    rows = models.JSONField(default=list)
    ends_on = models.DateField()
