"""Employees and the users that sign in."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from governance.audit.acts import STAFF, Role
from governance.keys import owners


class Unit(models.Model):
    """A part of the company. Nobody in a confidential unit is recorded."""

    name = models.CharField(max_length=120, unique=True)
    confidential = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"unit {self.pk}"


class UserManager(BaseUserManager["User"]):
    """Makes users, who sign in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None, language: str = "en") -> "User":
        """Make a user; without a password only other ways of signing in work."""
        user = self.model(email=self.normalize_email(email).lower(), language=language)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A login. When it was last used is not kept; its role is a group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="en")
    changed_by_other = models.DateTimeField(null=True)
    last_login = None

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return f"user {self.pk}"

    @property
    def roles(self) -> frozenset[Role]:
        """The staff roles of this login."""
        names = set(self.groups.values_list("name", flat=True))
        return frozenset(role for role in STAFF if role in names)


class Status(models.TextChoices):
    """Whether somebody works here."""

    ACTIVE = "active"
    LEAVER = "leaver"


class Engagement(models.TextChoices):
    """How somebody works here."""

    EMPLOYEE = "employee"
    CONTRACTOR = "contractor"


PROBE = "probe"
"""Kind of the one invented person, whom the hourly probe records; no form and no import has it."""


class People(models.Manager["Employee"]):
    """Everybody who works or worked here: no list and no figure has the invented person."""

    def get_queryset(self) -> models.QuerySet["Employee"]:
        """Leave the invented person out."""
        return super().get_queryset().exclude(kind=PROBE)


class Employee(models.Model):
    """A row of the directory. Rows of the person elsewhere carry `owner`, never this id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    login = models.CharField(max_length=100, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True)
    jurisdiction = models.CharField(max_length=20, default="eu")
    language = models.CharField(max_length=10, default="en")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    last_day = models.DateTimeField(null=True)
    kind = models.CharField(max_length=12, choices=Engagement, default=Engagement.EMPLOYEE)
    since = models.DateTimeField()
    user = models.OneToOneField(User, models.SET_NULL, null=True, related_name="employee")

    objects: ClassVar[People] = People()
    everybody: ClassVar[models.Manager["Employee"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="one_row_an_address"),
            models.UniqueConstraint(
                fields=["login"], condition=~models.Q(login=""), name="one_row_a_login"
            ),
        ]

    def __str__(self) -> str:
        return f"employee {self.pk}"

    @property
    def owner(self) -> str:
        """What stands for this person in other tables."""
        return owners.owner_of(self.pk)
