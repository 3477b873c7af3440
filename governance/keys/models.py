"""Tables of the key store. Each key lies wrapped; a key whose row is gone is destroyed."""

import uuid
from typing import ClassVar

from django.db import models


class OwnerSecret(models.Model):
    """The secret under which a person becomes an `owner`: one row, made once."""

    wrapped = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_owner_secret")
        ]


class PersonKey(models.Model):
    """One key for each person: closed audit parts, receipts, names of devices.

    Attributes:
        key_id: random bytes that name this key, since another one may follow it for the same
            person; empty for a key from before there were such names.
    """

    owner = models.CharField(max_length=64, primary_key=True)
    wrapped = models.BinaryField()
    key_id = models.BinaryField(max_length=16, default=b"")


class WeekKey(models.Model):
    """The key of (owner, purpose, epoch, week), which wraps the data keys of episodes.

    A row that is `retiring` is about to go: what stays has been or is being wrapped anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=64)
    purpose = models.CharField(max_length=60)
    epoch = models.UUIDField()
    week = models.CharField(max_length=8)
    wrapped = models.BinaryField()
    retiring = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "purpose", "epoch", "week"],
                condition=models.Q(retiring=False),
                name="one_key_in_use",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["owner", "purpose", "epoch"])]


class SigningKey(models.Model):
    """An Ed25519 key for one use; of those not retired, the one that started last signs.

    Attributes:
        wrapped: the private half; empty once it is destroyed, and for the key of the log, whose
            private half is a file of the sequencer (`log_key`).
        starts: from when on it signs; None: from its birth.
        statement: what the key before says of it (`sayso-successor/1`, a signed object).
        lost: its private half was lost, or somebody else knows it.
        birth_entered, death_entered: whether the log has an entry of it.
    """

    id = models.CharField(max_length=22, primary_key=True)
    use = models.CharField(max_length=16)
    public = models.BinaryField()
    wrapped = models.BinaryField()
    born = models.DateField()
    retired = models.DateField(null=True)
    starts = models.DateTimeField(null=True)
    statement = models.JSONField(null=True)
    lost = models.BooleanField(default=False)
    birth_entered = models.BooleanField(default=False)
    death_entered = models.BooleanField(default=False)


class KeyOrder(models.Model):
    """What the sequencer is to do with the key of the log, which no other process can touch.

    `answer` is empty until it is done: then the id of the key, or the code of a refusal.
    """

    act = models.CharField(max_length=10)
    key = models.CharField(max_length=22, blank=True)
    answer = models.CharField(max_length=40, blank=True)


class IntakeKey(models.Model):
    """The public half of a day's intake key; the private half is a file that workers hold."""

    id = models.CharField(max_length=22, primary_key=True)
    day = models.DateField(unique=True)
    public = models.BinaryField()
    destroyed = models.BooleanField(default=False)


class Deletion(models.Model):
    """One line of the deletion ledger: what must stay deleted after a restore.

    `line` is canonical JSON; `head` chains it to the line before (SHA-256).
    """

    number = models.BigIntegerField(primary_key=True)
    line = models.TextField()
    head = models.CharField(max_length=64)
