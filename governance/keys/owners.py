"""`owner`: what stands for a person in every table that grows, an HMAC under a stored secret."""

import hashlib
import hmac
import uuid

from django.db import IntegrityError, transaction

from governance.keys import sealing, wrapping
from governance.keys.models import OwnerSecret
from governance.keys.short_memory import COPIES_LIVE, ShortMemory

LABEL = "owner-secret"
_memory: ShortMemory[bytes] = ShortMemory(COPIES_LIVE)


def owner_of(employee_id: uuid.UUID) -> str:
    """Return the owner of a person's rows, 64 hexadecimal digits.

    The main database alone can neither compute nor invert it.
    """
    return hmac.new(_secret(), b"owner\0" + employee_id.bytes, hashlib.sha256).hexdigest()


def keyed(use: str, value: str) -> str:
    """Return an HMAC of a value for another use, such as a look-up without the value."""
    return hmac.new(_secret(), f"{use}\0{value}".encode(), hashlib.sha256).hexdigest()


def check() -> None:
    """See that the secret opens, if there is one.

    Raises:
        governance.errors.Refusal: it does not, so that the wrapping key here is another one.
    """
    if OwnerSecret.objects.exists():
        _secret()


def passing_key(use: str) -> bytes:
    """Return a key for what is sealed in passing: a list that waits, words in an address."""
    return hmac.new(_secret(), f"passing|{use}".encode(), hashlib.sha256).digest()


def _secret() -> bytes:
    if (known := _memory.get(LABEL)) is not None:
        return known
    row = OwnerSecret.objects.first()
    if row is None:
        made = wrapping.wrap(sealing.new_key(), LABEL)
        try:
            with transaction.atomic(using="keys"):
                row = OwnerSecret.objects.create(pk=1, wrapped=made)
        except IntegrityError:  # another process was first
            row = OwnerSecret.objects.get(pk=1)
    return _memory.put(LABEL, wrapping.unwrap(row.wrapped, LABEL))
