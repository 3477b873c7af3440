"""For how long a hold lasts, and how often it can be renewed."""

from datetime import date, timedelta
from typing import Final

LASTS: Final = timedelta(days=90)
RENEWALS: Final = 2


def latest(ends_on: date, renewals: int) -> date:
    """Return the last day of a hold after every renewal that is left."""
    return ends_on + LASTS * (RENEWALS - renewals)
