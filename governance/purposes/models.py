"""Purposes, their versions, approvals and suspensions."""

import hashlib
import uuid
from typing import ClassVar

from django.db import models

from governance.directory.models import Unit, User
from governance.purposes.facts import Facts


class Purpose(models.Model):
    """What data may be used for; its text stands in versions."""

    slug = models.SlugField(primary_key=True, max_length=60)
    owner_user = models.ForeignKey(User, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.slug

    def in_force(self) -> "PurposeVersion | None":
        """Return the version in force."""
        return self.versions.filter(state=VersionState.IN_FORCE).first()


class VersionState(models.TextChoices):
    """Where a version stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    REFUSED = "refused"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


class PurposeVersion(models.Model):
    """One fixed text and set of facts."""

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=VersionState, default=VersionState.DRAFT)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purpose", "number"], name="numbered_versions"),
            models.UniqueConstraint(
                fields=["purpose"],
                condition=models.Q(state="in_force"),
                name="one_version_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose_id} version {self.number}"

    @property
    def facts(self) -> Facts:
        """The content, read and checked."""
        return Facts.model_validate(self.content)

    @property
    def subject(self) -> str:
        """How entries of the log name this very text: number, hash of all, hash of the scope.

        A device computes the last one over the scope that its lease carries.
        """
        facts = self.facts
        scope = hashlib.sha256(facts.scope().encode()).hexdigest()
        return f"{self.number}:{facts.sha256()}:{scope}"


class Verdict(models.TextChoices):
    """What somebody who must approve said."""

    APPROVED = "approved"
    REFUSED = "refused"


class Approval(models.Model):
    """The word of one role on one version."""

    version = models.ForeignKey(PurposeVersion, models.PROTECT, related_name="approvals")
    role = models.CharField(max_length=20)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "role"], name="one_word_a_role")
        ]


class Opinion(models.Model):
    """The advice of the compliance officer on a proposed version (GDPR, Art. 35(2) and 39)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PurposeVersion, models.CASCADE, related_name="opinions")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()


class Suspension(models.Model):
    """A purpose or a unit in which nothing is recorded, with a reason.

    `role` is the one in which it was made; only that role lifts it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.ForeignKey(Purpose, models.CASCADE, null=True)
    unit = models.ForeignKey(Unit, models.CASCADE, null=True)
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, default="")
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
