"""Which installation a main database belongs to."""

from typing import ClassVar

from django.db import models


class Installation(models.Model):
    """One row that only the key store of the same installation can have made.

    `proof` is an HMAC under the secret of that key store.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    proof = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_installation")
        ]
