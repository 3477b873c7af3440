"""A legal hold, what it holds, and who was told and who objected."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from governance.directory.models import User


class Matter(models.TextChoices):
    """Whose matter it is: a closed list, in which no matter of the employer has a place."""

    COURT = "court"
    AUTHORITY = "authority"
    OWN = "own"


class HoldState(models.TextChoices):
    """Where a hold stands."""

    PROPOSED = "proposed"
    PLACED = "placed"
    LIFTED = "lifted"
    EXPIRED = "expired"


OVER = (HoldState.LIFTED, HoldState.EXPIRED)


class Holder(models.TextChoices):
    """Who holds one of the three shares of the key of a hold."""

    OUTSIDE = "outside"
    REPRESENTATIVE = "representative"
    COMPLIANCE = "compliance"


class LegalHold(models.Model):
    """What of one person must not be lost, for which matter, until when.

    `matter_sealed` says who outside orders it and under which reference, under the key of the
    hold itself in the key store. `number` is its place among the holds placed on its person; it
    reaches what was stored before (`reach`). `through_week` is the last week of storing that a
    hold reaches which was placed before rows told that; empty in all later ones.
    `public` is the X25519 key to which what goes is sealed; its private half is nowhere. `ends_on`
    is its last day. `opened` are the days on which it was opened, `opening_keys` counts the keys
    made for openings. `held` counts what went with its end; `certificate` is the signed account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=64, db_index=True)
    matter = models.CharField(max_length=10, choices=Matter)
    matter_sealed = models.BinaryField()
    purposes = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=HoldState, default=HoldState.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    placed_on = models.DateField(null=True)
    through_week = models.CharField(max_length=8, blank=True)
    number = models.PositiveIntegerField(null=True)
    public = models.BinaryField(null=True)
    ends_on = models.DateField(null=True)
    renewals = models.PositiveSmallIntegerField(default=0)
    renewal_asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    settles_at = models.DateTimeField(null=True)
    opened = models.JSONField(default=list)
    opening_keys = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    certificate = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "ends_on"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(renewals__lte=2), name="twice_renewed_at_most"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("proposed_by")),
                name="two_people_place_a_hold",
            ),
            models.CheckConstraint(
                condition=~Q(state=HoldState.PLACED)
                | Q(confirmed_by__isnull=False, ends_on__isnull=False, public__isnull=False),
                name="a_placed_hold_is_whole",
            ),
        ]


class HoldShare(models.Model):
    """One of three shares. `sealed` is there until its holder fetched it, once; then its hash."""

    hold = models.ForeignKey(LegalHold, models.CASCADE, related_name="shares")
    holder = models.CharField(max_length=14, choices=Holder)
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField(null=True)
    fetched_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hold", "holder"], name="one_share_a_holder")
        ]


class HeldKey(models.Model):
    """The key of one taking into the hold, sealed to the hold's public key (HPKE, RFC 9180)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hold = models.ForeignKey(LegalHold, models.CASCADE, related_name="keys")
    sealed = models.BinaryField()


class HeldRow(models.Model):
    """A row that went from its place: its body as it was sealed there, its data key sealed anew."""

    hold = models.ForeignKey(LegalHold, models.CASCADE, related_name="rows")
    row = models.UUIDField()
    purpose = models.CharField(max_length=60)
    key = models.ForeignKey(HeldKey, models.CASCADE, related_name="rows")
    wrapped = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hold", "row"], name="a_row_is_held_once")
        ]


class HoldLetter(models.Model):
    """Who must be told what. It is written with the act, and marked when the mail has gone."""

    hold = models.ForeignKey(LegalHold, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10)
    to = models.CharField(max_length=14)
    sent_on = models.DateField(null=True)


class HoldObjection(models.Model):
    """An objection of the person or of a representative; nobody can take it off the page."""

    hold = models.ForeignKey(LegalHold, models.CASCADE, related_name="objections")
    role = models.CharField(max_length=14)
    sealed = models.BinaryField(null=True)
    day = models.DateField()


class HoldOpening(models.Model):
    """An opening that somebody began: the order it rests on, and the representative's share.

    The share lies here sealed from their word until the opening, for 24 hours at most.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hold = models.ForeignKey(LegalHold, models.CASCADE, related_name="openings")
    order_sealed = models.BinaryField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    share_sealed = models.BinaryField(null=True)
    opened_on = models.DateField(null=True)
