"""Who watches the log from outside, in words, for compliance and the representatives."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.audit import watched
from governance.audit.watched import ALARMS, TROUBLES, Standing, Watcher
from pages import dates

STANDINGS: dict[Standing, Promise] = {
    Standing.WATCHING: gettext_lazy("It has cosigned within the last three hours."),
    Standing.UNASKED: gettext_lazy("It has not been asked yet."),
    Standing.SILENT: gettext_lazy(
        "It has not cosigned for hours. Permits to record last until 24 hours after its last word."
    ),
    Standing.ENDING: gettext_lazy(
        "It has not cosigned for 20 hours. 24 hours after its last word no computer records any "
        "more."
    ),
    Standing.ENDED: gettext_lazy(
        "It has not cosigned for 24 hours, or never. Without it no permit can be proved, so no "
        "computer records."
    ),
    Standing.STRANGER: gettext_lazy(
        "It does not know the key of this log. After a restore or a change of the key, give it "
        "the new key."
    ),
    Standing.CLOCK: gettext_lazy(
        "Its clock is ahead by more than 10 minutes. Computers refuse its word."
    ),
    Standing.REFUSED: gettext_lazy("It refuses this log: it is not the one that it saw before."),
    Standing.AHEAD: gettext_lazy("It saw a longer log than this one: entries were removed since."),
}
ALARMED: dict[Standing, Promise] = {
    Standing.REFUSED: gettext_lazy(
        "A witness refuses the log: it was changed after it was written."
    ),
    Standing.AHEAD: gettext_lazy("A witness saw a longer log: entries are missing now."),
}
NEEDED: dict[Standing, Promise] = {
    Standing.REFUSED: gettext_lazy("A witness refuses the log"),
    Standing.AHEAD: gettext_lazy("A witness saw a longer log"),
    Standing.STRANGER: gettext_lazy("A witness does not know the log's key"),
    Standing.CLOCK: gettext_lazy("The clock of a witness is ahead"),
    Standing.ENDING: gettext_lazy("A witness has not cosigned for 20 hours"),
    Standing.ENDED: gettext_lazy("A witness does not cosign, and nothing is recorded"),
}
"""Of these an officer must know without looking; one that was away for a moment comes back."""


@dataclass(frozen=True, slots=True)
class Line:
    """A witness in words; `bad` where something must be done."""

    name: str
    words: str
    last: str
    outside: bool
    bad: bool


@dataclass(frozen=True, slots=True)
class Needed:
    """What an officer must see to: whose word it is about, and why it matters."""

    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Watching:
    """All witnesses in words.

    Attributes:
        lines: each of them; none where the company names none.
        alarm: a sentence where one shows that the log was changed; else empty.
        needed: what is to be seen to.
        holds: whether nobody, the administrator included, can write the log anew unnoticed.
    """

    lines: tuple[Line, ...]
    alarm: str
    needed: tuple[Needed, ...]
    holds: bool


def of() -> Watching:
    """Return who watches now, with one query, or none where nobody is named."""
    found = watched.of()
    return Watching(
        lines=tuple(_line(one) for one in found),
        alarm=next((str(ALARMED[one.standing]) for one in found if one.standing in ALARMS), ""),
        needed=tuple(_needed(one) for one in found if one.standing in NEEDED),
        holds=watched.not_even_the_administrator(found),
    )


def _line(one: Watcher) -> Line:
    told = one.hour is not None and one.standing != Standing.WATCHING
    return Line(
        name=one.name,
        words=str(STANDINGS[one.standing]),
        last=_last(one.hour) if told and one.hour else "",
        outside=one.outside,
        bad=one.standing in ALARMS | TROUBLES,
    )


def _last(hour: datetime) -> str:
    values = {"day": dates.day(hour.date()), "hour": formats.time_format(hour, "H:i")}
    return _("It cosigned last on %(day)s, in the hour that began at %(hour)s (UTC).") % values


def _needed(one: Watcher) -> Needed:
    return Needed(str(NEEDED[one.standing]), f"{one.name}: {STANDINGS[one.standing]}")
