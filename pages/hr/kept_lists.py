"""A list that was tried and waits to be imported: sealed, in the shared cache, for half an hour.

It is bound to the login that tried it, so that a trial of one is never imported by another.
"""

import hashlib
import secrets

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from governance.directory.models import User
from governance.errors import Refusal
from governance.keys import owners, sealing
from governance.keys.sealing import SealBroken

LIVES = 1800
USE = "hr-import"


class TrialEnded(Refusal):
    """The tried list is not there any more."""

    code = "trial-ended"
    message = _("This trial has ended. Nothing was changed.")
    remedy = _("Choose the file again. A trial waits for half an hour.")


def keep(text: str, user: User) -> str:
    """Keep a list and return the random name under which it waits; "" where that failed."""
    name = secrets.token_urlsafe(16)
    try:
        sealed = sealing.seal(owners.passing_key(USE), text.encode(), _label(user))
        cache.set(_key(name), sealed, LIVES)
    except RedisError:
        return ""
    return name


def take(name: str, user: User) -> str:
    """Return a list that waits.

    Raises:
        TrialEnded: it waits no more, or somebody else tried it.
    """
    try:
        sealed = cache.get(_key(name)) or b""
        return sealing.open_sealed(owners.passing_key(USE), sealed, _label(user)).decode()
    except (RedisError, SealBroken) as error:
        raise TrialEnded from error


def drop(name: str) -> None:
    """Forget a list that was imported."""
    cache.delete(_key(name))


def _key(name: str) -> str:
    return f"hr-import:{hashlib.sha256(name.encode()).hexdigest()}"


def _label(user: User) -> bytes:
    return f"hr-import|{user.pk}".encode()
