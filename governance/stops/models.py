"""A halt of everything."""

import uuid

from django.db import models

from governance.directory.models import User


class Stop(models.Model):
    """While one is not ended, no lease, no storing, no reading."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_first = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_second = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
