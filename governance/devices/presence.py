"""When a device was last heard: two minutes in Valkey, for its person alone; in no table."""

import contextlib
import uuid
from datetime import UTC, datetime

from redis.exceptions import RedisError

from governance import announce, clock

SECONDS = 120


class PresenceUnknown(Exception):
    """Valkey does not answer, so nobody can say whether a device is there."""


def heard(device_id: uuid.UUID) -> None:
    """Note that a device has called; where Valkey is down, nothing is noted."""
    with contextlib.suppress(RedisError):
        announce.valkey().set(_name(device_id), int(clock.now().timestamp()), ex=SECONDS)


def last(device_id: uuid.UUID) -> datetime | None:
    """Return when a device was last heard; None where that is more than two minutes ago.

    Raises:
        PresenceUnknown: Valkey does not answer.
    """
    try:
        found = announce.valkey().get(_name(device_id))
    except RedisError as error:
        raise PresenceUnknown from error
    return datetime.fromtimestamp(int(found), UTC) if isinstance(found, bytes) else None


def _name(device_id: uuid.UUID) -> str:
    return f"sayso:heard:{device_id}"
