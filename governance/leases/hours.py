"""Whether a moment lies inside the hours of a purpose, as the agent asks before each event."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from governance.purposes.facts import Hours

DAYS_AHEAD = 8


def ends(hours: Hours, moment: datetime) -> datetime | None:
    """Return when the span that a moment lies in ends, in the zone of the hours.

    None where the moment lies in none. A span that runs into the next one is one with it; what
    never ends is said to end after a week.
    """
    found: datetime | None = None
    for start, end in _spans(hours, moment):
        if start <= (moment if found is None else found) < end:
            found = end
    return found


def begins(hours: Hours, moment: datetime) -> datetime | None:
    """Return when the next span begins after a moment, in the zone of the hours."""
    return next((start for start, _end in _spans(hours, moment) if start > moment), None)


def _spans(hours: Hours, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans from yesterday on, in order; none where nobody knows the zone."""
    try:
        zone = ZoneInfo(hours.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return
    first = moment.astimezone(zone).date() - timedelta(days=1)
    overnight = timedelta(days=0 if hours.start < hours.end else 1)
    for n in range(DAYS_AHEAD + 1):
        day = first + timedelta(days=n)
        if day.isoweekday() in hours.days:
            start = datetime.combine(day, _clock(hours.start), zone)
            whole = timedelta(days=1) if hours.end == "24:00" else overnight
            yield start, datetime.combine(day + whole, _clock(hours.end), zone)


def _clock(text: str) -> time:
    hour, minute = (int(part) for part in text.split(":"))
    return time(hour % 24, minute)
