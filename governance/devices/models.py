"""Devices, their enrolment, their answers and what they said about stopping."""

import uuid
from typing import ClassVar

from django.db import models


class Device(models.Model):
    """An enrolled computer of one person.

    `counter` is the highest call counter seen, `accepted` the durable high-water mark of batches,
    `leases` the number of the newest lease. Name and login are sealed for the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=64, db_index=True)
    public = models.BinaryField(max_length=32)
    thumbprint = models.CharField(max_length=43, unique=True)
    sealed = models.BinaryField()
    counter = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    leases = models.BigIntegerField(default=0)
    revoked = models.BooleanField(default=False)
    enrolled_week = models.CharField(max_length=8)


class GoneDevice(models.Model):
    """The id of a device that was revoked, until the deletion ledger has its line.

    It is there from the commit of the revocation on, also where the device's own row goes with it,
    so that a process that dies before it has written the line leaves what it owes.
    """

    id = models.UUIDField(primary_key=True, editable=False)


class Enrolment(models.Model):
    """An enrolment under way, ten minutes long.

    Login and host stand here until the signed-in person has typed the code. From then on `owner`
    is set and `sealed` holds them with the two words, so that no row names whom an owner is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=16, unique=True)
    public = models.BinaryField(max_length=32)
    thumbprint = models.CharField(max_length=43)
    login = models.CharField(max_length=300, blank=True)
    host = models.CharField(max_length=300, blank=True)
    ends_at = models.DateTimeField()
    owner = models.CharField(max_length=64, blank=True)
    sealed = models.BinaryField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)


class DeviceAnswer(models.Model):
    """What the person said at the device to what was allowed in the browser, signed by its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.ForeignKey(Device, models.CASCADE, related_name="answers")
    owner = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    epoch = models.UUIDField()
    kinds = models.JSONField()
    yes = models.BooleanField()
    question = models.UUIDField()
    statement = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "question"], name="one_answer_a_question")
        ]


class Acknowledgement(models.Model):
    """Whether a device has said that it stopped and erased one epoch of a purpose."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="acknowledgements")
    owner = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=60)
    epoch = models.UUIDField()
    stopped = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "purpose", "epoch"], name="one_word_a_device")
        ]


class Forget(models.Model):
    """An order to a device to drop rows of its spool. What is empty does not narrow it.

    Until the device has shown that it heard it, nothing that it uploads and that the order could
    mean is stored, even if a worker opens it later. A day after that the row goes. `sealed` holds
    application or site.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=64, db_index=True)
    device = models.ForeignKey(Device, models.CASCADE, related_name="forgets")
    minutes = models.PositiveIntegerField(null=True)
    sealed = models.BinaryField()
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
