"""On which day a consent ends. A kind of special weight ends on a day that the person chose."""

import calendar
from datetime import date, timedelta

from governance import clock
from governance.consent.errors import EndNeeded
from governance.packs.load import pack
from governance.purposes.kinds import SPECIAL, Kind
from governance.purposes.models import PurposeVersion

SPECIAL_MOST = timedelta(days=90)
"""The longest time for which a kind of special weight can be allowed at once."""


def longest(version: PurposeVersion, jurisdiction: str, kind: Kind) -> date:
    """Return the last day on which a consent given today can end."""
    months = min(version.facts.consent_months, pack(jurisdiction).consent_months)
    last = _months_later(clock.today(), months)
    return min(last, clock.today() + SPECIAL_MOST) if kind in SPECIAL else last


def chosen(version: PurposeVersion, jurisdiction: str, kind: Kind, asked: date | None) -> date:
    """Return the day on which a consent given today ends.

    Args:
        version: what is allowed.
        jurisdiction: whose policy pack holds for the person.
        kind: the kind that is allowed.
        asked: the day that the person named, if any.

    Raises:
        EndNeeded: a kind of special weight without a day, or with one that is not in reach.
    """
    last = longest(version, jurisdiction, kind)
    if kind in SPECIAL and (asked is None or not clock.today() < asked <= last):
        raise EndNeeded(last)
    return min(asked, last) if asked is not None else last


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
