"""On which days an episode ends its rest and goes; the shortest rule wins."""

from dataclasses import dataclass
from datetime import date, timedelta

from governance.purposes.facts import Facts


@dataclass(frozen=True, slots=True)
class Days:
    """The two days of an episode.

    Attributes:
        rests_until: last day on which its owner alone reads it.
        goes_on: day on which it is deleted.
    """

    rests_until: date
    goes_on: date


def days_of(facts: Facts, day: date, today: date) -> Days:
    """Return the days of an episode of `day`, by the version of its purpose.

    A device can name no day in the future to keep something longer; its rest is counted from
    the day of storing, since its owner sees it only from then on. Without a rest, the last day
    of it was yesterday.
    """
    captured = min(day, today)
    return Days(
        rests_until=today + timedelta(days=facts.resting_days or -1),
        goes_on=captured + timedelta(days=facts.retention_days),
    )
