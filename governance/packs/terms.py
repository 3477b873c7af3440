"""Dates by which something is due, from the policy pack of a jurisdiction.

The day that begins a term is not counted. A month ends on the same day of a later month, else on
that month's last day. A term that ends on a free day ends later only where the pack says so.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import holidays
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.packs.load import pack
from governance.packs.schema import Clock

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A day, and where it comes from.

    Attributes:
        pack: code of the pack that gave the number.
        rule: a sentence that names the rule, in the language of whoever reads it.
        reviewed_by: who of the law has reviewed the pack; "" for nobody.
        rolled_from: the free day from which it was moved.
    """

    day: date
    pack: str
    rule: str
    source: str
    reviewed_by: str
    reviewed_on: date | None
    rolled_from: date | None
    unit: str
    number: int
    statutory: bool

    def as_rule(self) -> dict[str, object]:
        """Return what is stored beside the day, without words of any language."""
        return {
            "pack": self.pack,
            "source": self.source,
            "unit": self.unit,
            "number": self.number,
            "statutory": self.statutory,
            "reviewed_by": self.reviewed_by,
            "reviewed_on": self.reviewed_on.isoformat() if self.reviewed_on else None,
            "rolled_from": self.rolled_from.isoformat() if self.rolled_from else None,
        }


def due(jurisdiction: str, received: date) -> Due:
    """Return the day by which a request must be answered."""
    clock = pack(jurisdiction).clock
    return _due(jurisdiction, received, clock.respond or 0)


def extended(jurisdiction: str, received: date, due: date) -> Due:
    """Return the day of an extended term; days on which the term stood stay added."""
    clock = pack(jurisdiction).clock
    stood = max(due - _due(jurisdiction, received, clock.respond or 0).day, timedelta())
    longer = _due(jurisdiction, received, (clock.respond or 0) + (clock.extend or 0))
    return moved(jurisdiction, longer, stood)


def ack_due(jurisdiction: str, received: date) -> date:
    """Return the day by which somebody is told that their request has come."""
    clock = pack(jurisdiction).clock
    return _later(clock, received, clock.ack.unit, clock.ack.n) if clock.ack else received


def can_extend(jurisdiction: str) -> bool:
    """Tell whether the pack knows an extension."""
    clock = pack(jurisdiction).clock
    return bool(clock.extend) and clock.max_extensions > 0


def stands_for(jurisdiction: str, question: str) -> bool:
    """Tell whether the term stands still while the person is asked something."""
    return question in (pack(jurisdiction).clock.stop_clock or ())


def moved(jurisdiction: str, given: Due, by: timedelta) -> Due:
    """Return a term moved by the days on which it stood."""
    if not by:
        return given
    clock = pack(jurisdiction).clock
    day = (given.rolled_from or given.day) + by
    rolled = _rolled(clock, day)
    return replace(given, day=rolled, rolled_from=day if rolled != day else None)


def stored(day: date, rule: Mapping[str, object]) -> Due:
    """Return a term as it was stored, with its sentence in the language of now."""
    reviewed, rolled = rule.get("reviewed_on"), rule.get("rolled_from")
    unit, number = str(rule.get("unit", "month")), int(str(rule.get("number", 1)))
    statutory, source = bool(rule.get("statutory", True)), str(rule.get("source", ""))
    return Due(
        day=day,
        pack=str(rule.get("pack", "")),
        rule=_sentence(unit, number, source, statutory=statutory),
        source=source,
        reviewed_by=str(rule.get("reviewed_by") or ""),
        reviewed_on=date.fromisoformat(str(reviewed)) if reviewed else None,
        rolled_from=date.fromisoformat(str(rolled)) if rolled else None,
        unit=unit,
        number=number,
        statutory=statutory,
    )


def is_working_day(calendar_of: str | None, day: date) -> bool:
    """Tell whether a day is neither of a weekend nor a holiday."""
    return day.weekday() < SATURDAY and day not in _free(calendar_of, day.year)


def _due(jurisdiction: str, received: date, number: int) -> Due:
    bound = pack(jurisdiction)
    clock = bound.clock
    unit = clock.unit or "calendar_day"
    start = received + DAY if clock.start == "next_day" else received
    day = _later(clock, start, unit, number)
    rolled = _rolled(clock, day)
    return Due(
        day=rolled,
        pack=bound.origin.get("clock.respond", bound.code),
        rule=_sentence(unit, number, clock.source, statutory=clock.statutory),
        source=clock.source,
        reviewed_by=bound.reviewed_by or "",
        reviewed_on=bound.reviewed_on,
        rolled_from=day if rolled != day else None,
        unit=unit,
        number=number,
        statutory=clock.statutory,
    )


def _later(clock: Clock, start: date, unit: str, number: int) -> date:
    if unit == "month":
        return months_later(start, number)
    if unit == "calendar_day":
        return start + timedelta(days=number)
    day = start
    for _working_day in range(number):
        day += DAY
        while not is_working_day(clock.holidays, day):
            day += DAY
    return day


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it has none."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def _rolled(clock: Clock, day: date) -> date:
    while clock.roll_weekend and not is_working_day(clock.holidays, day):
        day += DAY
    return day


@cache
def _free(calendar_of: str | None, year: int) -> frozenset[date]:
    if calendar_of is None:
        return frozenset()
    country, _dash, part = calendar_of.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))


def _sentence(unit: str, number: int, source: str, *, statutory: bool) -> str:
    span = {
        "month": ngettext("One month from receipt", "%(n)d months from receipt", number),
        "calendar_day": ngettext("One day from receipt", "%(n)d days from receipt", number),
        "business_day": ngettext(
            "One working day from receipt", "%(n)d working days from receipt", number
        ),
    }[unit] % {"n": number}
    if statutory:
        return _("%(span)s (%(source)s)") % {"span": span, "source": source}
    return _("%(span)s: our own term, since the law (%(source)s) names no number") % {
        "span": span,
        "source": source,
    }
