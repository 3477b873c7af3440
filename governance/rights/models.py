"""A request about a right, its steps, its counter-signatures, and the link that begins it."""

import uuid
from typing import ClassVar

from django.db import models

from governance.directory.models import Employee, User


class Right(models.TextChoices):
    """What is asked for. Withdrawing consent is no request: it takes effect at once."""

    ERASURE = "erasure"


class State(models.TextChoices):
    """Where a request stands."""

    RECEIVED = "received"
    IDENTITY_CHECK = "identity_check"
    NEEDS_INFO = "needs_info"
    ASSESSING = "assessing"
    EXECUTING = "executing"
    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class RightsRequest(models.Model):
    """One request for one right.

    `reference` is random and short, what people say on the telephone. `employee` is the matched
    row; HR never learns whether anything of theirs is there. `due` and `rule` are the term and
    where it comes from (`governance.packs.terms`). `erasure` is the id of the erasure that a
    worker carries through.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    right = models.CharField(max_length=12, choices=Right, default=Right.ERASURE)
    state = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    statement = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="en")
    jurisdiction = models.CharField(max_length=20)
    signed_in = models.BooleanField(default=False)
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField()
    due = models.DateField()
    rule = models.JSONField(default=dict)
    extended = models.BooleanField(default=False)
    stopped_since = models.DateField(null=True)
    erasure = models.UUIDField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["closed_on", "due"]),
            models.Index(fields=["email"]),
        ]


class RequestStep(models.Model):
    """What happened to a request, for good: who, in which role, with what reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(RightsRequest, models.CASCADE, related_name="steps")
    move = models.CharField(max_length=24)
    state = models.CharField(max_length=20, choices=State)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=20)
    reason = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["request", "at"])]


class Confirmation(models.Model):
    """One person of HR has checked who asks; without an account two of them must."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(RightsRequest, models.CASCADE, related_name="confirmations")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    how = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "by"], name="one_confirmation_a_person")
        ]


class CounterSignature(models.Model):
    """A refusal or a part answer that waits for the compliance officer's word."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(RightsRequest, models.CASCADE, related_name="countersignatures")
    move = models.CharField(max_length=24)
    reason = models.CharField(max_length=40)
    text = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agreed = models.BooleanField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(agreed=None),
                name="one_open_countersignature",
            )
        ]


class AskLink(models.Model):
    """A mailed link under which somebody without an account asks, and later follows the case.

    The link is a random value of which only the hash is kept.
    """

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    email = models.EmailField()
    language = models.CharField(max_length=10, default="en")
    request = models.ForeignKey(RightsRequest, models.CASCADE, null=True, related_name="links")
    ends_at = models.DateTimeField()
