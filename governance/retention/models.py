"""What became of each night's work."""

import uuid

from django.db import models


class RetentionRun(models.Model):
    """One run of the nightly work; `ended_at` is empty until all of it is done.

    `tally` counts by purpose and kind while the run goes on; when it ends, `report` takes its
    place, which names a number only where ten people or more stand behind it. `left` is set where
    something of somebody could not be ended, so that the next night tries again. `rules` is the
    edition of the policy packs' rules by which all that is stored has been gone over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    tally = models.JSONField(default=dict)
    report = models.JSONField(default=list)
    rules = models.CharField(max_length=64, default="")
    left = models.BooleanField(default=False)
