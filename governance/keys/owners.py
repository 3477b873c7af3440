"""`owner`: what stands for a person in every table that grows, an HMAC under a stored secret."""

import hashlib
import hmac
import uuid
from functools import cache

from django.db import IntegrityError, transaction

from governance.keys import sealing, wrapping
from governance.keys.models import OwnerSecret

LABEL = "owner-secret"


def owner_of(employee_id: uuid.UUID) -> str:
    """Return the owner of a person's rows, 64 hexadecimal digits.

    The main database alone can neither compute nor invert it.
    """
    return hmac.new(_secret(), b"owner\0" + employee_id.bytes, hashlib.sha256).hexdigest()


def keyed(use: str, value: str) -> str:
    """Return an HMAC of a value for another use, such as a look-up without the value."""
    return hmac.new(_secret(), f"{use}\0{value}".encode(), hashlib.sha256).hexdigest()


@cache
def _secret() -> bytes:
    row = OwnerSecret.objects.first()
    if row is None:
        made = wrapping.wrap(sealing.new_key(), LABEL)
        try:
            with transaction.atomic(using="keys"):
                row = OwnerSecret.objects.create(pk=1, wrapped=made)
        except IntegrityError:  # another process was first
            row = OwnerSecret.objects.get(pk=1)
    return wrapping.unwrap(row.wrapped, LABEL)
