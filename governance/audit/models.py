"""Entries of the log, their closed parts, and the totals of a day."""

import uuid
from typing import ClassVar

from django.db import models

LISTED, REFUSED = ~models.Q(role="employee"), models.Q(outcome="refused")
"""Entries that search goes through; what employees do is shown as totals of a day."""


class AuditEntry(models.Model):
    """The open part of an entry and its commitment; triggers refuse update and delete.

    No two entries share a value that belongs to a person. `leaf` is SHA-256 over a zero byte,
    the canonical open part (RFC 8785) and the commitment (leaf hash of RFC 9162).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.CharField(max_length=40)
    role = models.CharField(max_length=20)
    purpose = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=10)
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
                )
            ),
            models.Index(
                fields=["outcome", "day", "id"], condition=LISTED & REFUSED, name="listed_refused"
            ),
        ]


class AuditClosed(models.Model):
    """Whom an entry is about, who acted, when exactly: sealed for the person, erasable.

    `sealed` holds the key of the commitment and the closed part.
    """

    entry = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=64, db_index=True)
    sealed = models.BinaryField()


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
