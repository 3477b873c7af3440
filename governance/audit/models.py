"""Entries of the log, their closed parts, and the totals of a day."""

import uuid
from typing import ClassVar

from django.db import models

LISTED, REFUSED = ~models.Q(role="employee"), models.Q(outcome="refused")
"""Entries that search goes through; what employees do is shown as totals of a day."""


class AuditEntry(models.Model):
    """The open part of an entry and its commitment; triggers refuse update and delete.

    No two entries share a value that belongs to a person. `subject` names what an entry speaks of
    where that is no person: the version of a purpose with the hash of its scope, the hash of a
    certificate, a key. `leaf` is SHA-256 over a zero byte, the canonical open part (RFC 8785) and
    the commitment (leaf hash of RFC 9162).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.CharField(max_length=40)
    role = models.CharField(max_length=20)
    purpose = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=10)
    subject = models.CharField(max_length=200, blank=True, default="")
    day = models.DateField()
    random = models.BinaryField(max_length=32)
    commitment = models.BinaryField(max_length=32)
    leaf = models.BinaryField(max_length=32)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["day", "act"]),
            *(
                models.Index(fields=[*first, "day", "id"], condition=LISTED, name=name)
                for first, name in (
                    ([], "listed_by_day"),
                    (["role"], "listed_by_role"),
                    (["act"], "listed_by_act"),
                    (["purpose"], "listed_by_purpose"),
                    (["act", "role"], "listed_by_act_role"),
                    (["act", "purpose"], "listed_by_act_purpose"),
                    (["role", "purpose"], "listed_by_role_purpose"),
                    (["act", "role", "purpose"], "listed_by_act_role_purpose"),
                )
            ),
            models.Index(
                fields=["outcome", "day", "id"], condition=LISTED & REFUSED, name="listed_refused"
            ),
        ]


class AuditClosed(models.Model):
    """Whom an entry is about, who acted, when exactly: sealed for the person, erasable.

    `sealed` holds the key of the commitment and the closed part. `key_id` names the key of the
    person that opens it; empty for one from before those keys had names.
    """

    entry = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=64, db_index=True)
    sealed = models.BinaryField()
    key_id = models.BinaryField(max_length=16, default=b"")


class DailyTotal(models.Model):
    """How often something happened on a day, over all people; spread over shards."""

    day = models.DateField()
    what = models.CharField(max_length=20)
    shard = models.PositiveSmallIntegerField()
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "what", "shard"], name="one_total_a_shard")
        ]


class AuditWaiting(models.Model):
    """An entry that has no place in the sequence yet; a trigger writes it with the entry."""

    entry = models.UUIDField(unique=True)


class AuditLeaf(models.Model):
    """The place of an entry in the sequence, without gaps; insert-only."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.UUIDField(unique=True)


class AuditTile(models.Model):
    """256 hashes of one level of the tree, side by side (C2SP tlog-tiles); insert-only.

    Only full tiles are rows. `top` is the root over the tile: one hash of the level above.
    """

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    top = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["level", "number"], name="one_tile_a_place")
        ]


class AuditCheckpoint(models.Model):
    """A signed statement of the tree's size and root (C2SP signed note); insert-only."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()


class AuditCosignature(models.Model):
    """What a witness signed under a checkpoint (C2SP tlog-cosignature, cosignature/v1).

    Attributes:
        size: of the checkpoint.
        witness: name of the witness's key.
        at: seconds since 1970 that the witness signed with it.
        line: the signature line, to be added to the note as it stands.
    """

    size = models.BigIntegerField(db_index=True)
    witness = models.CharField(max_length=200)
    at = models.BigIntegerField()
    line = models.CharField(max_length=600)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["size", "witness", "at"], name="one_cosignature_a_moment"
            )
        ]


class WitnessWord(models.TextChoices):
    """What came of asking a witness for the last time."""

    COSIGNED = "cosigned"
    AWAY = "away"
    STRANGER = "stranger"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    AHEAD = "ahead"


class AuditWitness(models.Model):
    """What a witness said last; REFUSED and AHEAD mean that the log was changed or rolled back."""

    name = models.CharField(max_length=200, primary_key=True)
    word = models.CharField(max_length=12, choices=WitnessWord)
    at = models.DateTimeField()


class AuditTree(models.Model):
    """The right edge of the tree, one row; whoever appends holds its lock.

    `peaks` are the roots of the perfect subtrees from left to right, 32 bytes each. `moved_on` is
    a day, since the moment of a checkpoint would be the moment of somebody's act.
    """

    origin = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)
    peaks = models.BinaryField(default=b"")
    moved_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_audit_tree")
        ]


class AuditCheck(models.Model):
    """How the last check of the whole log ended, one row.

    `ended` is when something was last said of the log, also by an alarm before a check came to its
    end; `whole` is when a check last came to its end.
    """

    ended = models.DateTimeField()
    findings = models.PositiveIntegerField()
    whole = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_audit_check")
        ]


class AuditRound(models.Model):
    """How far a check of the closed parts has come that has not ended, one row.

    Attributes:
        run: which round; another one that begins takes the row over.
        begun: when it began.
        after: the last entry whose closed part was checked.
        done: how many were checked.
        total: how many there were when it began.
        found: code and place of what did not fit in those.
        seal: HMAC of all this under the key store's secret; a row without it is not believed.
    """

    run = models.UUIDField()
    begun = models.DateTimeField()
    after = models.UUIDField()
    done = models.BigIntegerField()
    total = models.BigIntegerField()
    found = models.JSONField(default=list)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_audit_round")
        ]
