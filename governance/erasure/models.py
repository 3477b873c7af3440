"""An erasure and how far it has come."""

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.db import models

from governance.holdings.registry import Recalled, Scope


class ErasureState(models.TextChoices):
    """How far an erasure has come; each step can be done again."""

    BEGUN = "begun"
    KEYS_GONE = "keys_gone"
    ROWS_GONE = "rows_gone"
    DONE = "done"


class Taken(models.TextChoices):
    """What a person took out of the store themselves, without a withdrawal."""

    EPISODE = "episode"
    PERIOD = "period"
    APPLICATION = "application"
    SITE = "site"
    LAST_MINUTES = "last_minutes"
    ALL_EPISODES = "all_episodes"


class Erasure(models.Model):
    """What is to go, of whom, and how far it has come.

    `purpose`, `epoch` and `kind` narrow it; `everything` takes the person's own key too. Where
    `taken` is set the person took single rows out, which went in the act itself: `rows` are their
    ids, `first_day` and `last_day` the period that the person named; which application it was
    stays sealed. `counts` maps holdings to what went; `keys` counts destroyed keys. `settles_at` is
    when workers' copies of keys have passed. `answers` is what the certificate says of the request
    that it answers; empty where there was none. `releases` are those that were called back for it,
    by purpose and number; None where it began before they were noted. `certificate` is the signed
    account, there once it is done.
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
    releases = models.JSONField(null=True)
    taken = models.CharField(max_length=12, choices=Taken, blank=True, default="")
    rows = models.JSONField(default=list)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    certificate = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"])]

    def note_recalled(self, found: Iterable[Recalled]) -> None:
        """Add releases to those that are called back for it; adding one twice changes nothing."""
        known = {(one["purpose"], one["release"]) for one in self.releases or ()}
        known |= {(one.purpose, one.number) for one in found}
        self.releases = [{"purpose": slug, "release": number} for slug, number in sorted(known)]

    @property
    def scope(self) -> Scope:
        """What the holdings are to delete.

        Raises:
            ValueError: of rows that the person took out there is nothing left to delete.
        """
        if self.taken:
            raise ValueError("what was taken out is gone already")
        return Scope(
            owner=self.owner,
            purpose=self.purpose or None,
            epoch=self.epoch,
            kind=self.kind or None,
            everything=self.everything,
        )
