"""Counts tries in the cache that all processes share. Without it nothing is counted.

What must hold without the cache too (three tries at the words, the number of open enrolments)
is counted in rows.
"""

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

from governance.devices.errors import TooManyAttempts
from governance.keys import owners

log = logging.getLogger(__name__)

SPAN = 600
"""Seconds in which tries are counted together."""


def note(what: str, subject: str, most: int) -> None:
    """Count one try; the subject (an address, an owner) is kept as an HMAC alone.

    Raises:
        TooManyAttempts: more than `most` in ten minutes.
    """
    name = f"tries:{what}:{owners.keyed('tries', subject)}"
    try:
        cache.add(name, 0, SPAN)
        tries = cache.incr(name)
    except (RedisError, ValueError):
        log.warning("tries cannot be counted")
        return
    if tries > most:
        raise TooManyAttempts
