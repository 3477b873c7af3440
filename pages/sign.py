"""The sign: one sentence about what is being recorded of a person at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import clock
from governance.consent import queries as consent
from governance.consent.pauses import paused_until
from governance.consent.person_state import FOREVER
from governance.devices import acknowledgements
from governance.directory.models import Employee
from governance.leases import queries as leases
from governance.leases.queries import SignState, SignView
from governance.purposes.kinds import NAMES
from pages import dates, languages


@dataclass(frozen=True, slots=True)
class Sign:
    """What the sign says, and what it lets the person do."""

    state: SignState
    sentence: str
    can_pause: bool
    can_resume: bool
    can_withdraw: bool


def of(employee: Employee) -> Sign:
    """Return the sign of a person."""
    view = leases.sign_of(employee)
    paused = paused_until(employee.owner) is not None
    allows = bool(consent.in_force(employee.owner))
    return Sign(
        state=view.state,
        sentence=_sentence(employee, view),
        can_pause=allows and not paused,
        can_resume=paused,
        can_withdraw=allows,
    )


def joined(names: Sequence[str]) -> str:
    """Join names as a sentence does."""
    if len(names) < 2:
        return "".join(names)
    head = _(", ").join(names[:-1])
    return _("%(head)s and %(last)s") % {"head": head, "last": names[-1]}


def _sentence(employee: Employee, view: SignView) -> str:
    match view.state:
        case SignState.ON:
            return _recording(view)
        case SignState.PAUSED:
            return _paused(view.until)
        case SignState.STOPPING:
            return _stopping(employee)
        case SignState.UNKNOWN:
            return _(
                "This page cannot reach your devices. Without a permit they stop within a minute."
            )
        case _:
            return _off(view.again)


def _off(again: datetime | None) -> str:
    sentence = _("Nothing of yours is being recorded.")
    if again is None:
        return sentence
    words = {"day": dates.weekday(again), "time": _on_their_clock(again)}
    return (
        f"{sentence} " + _("These are not the hours. They begin on %(day)s, at %(time)s.") % words
    )


def _on_their_clock(moment: datetime) -> str:
    """Write the time of hours as the purpose writes it, with its zone where that is another."""
    time, zone = formats.time_format(moment, "H:i"), str(moment.tzinfo)
    return time if zone == timezone.get_current_timezone_name() else f"{time} ({zone})"


def _recording(view: SignView) -> str:
    devices = len(view.devices)
    words = {
        "n": devices,
        "kinds": joined([languages.in_sentence(NAMES[kind]) for kind in view.kinds]),
        "places": joined(list(view.applications)),
        "until": _on_their_clock(view.until) if view.until else "",
    }
    if view.until is None or view.until >= clock.now() + timedelta(days=1):
        sentence = ngettext(
            "Recording now on %(n)d device: %(kinds)s in %(places)s.",
            "Recording now on %(n)d devices: %(kinds)s in %(places)s.",
            devices,
        )
    else:
        sentence = ngettext(
            "Recording now on %(n)d device: %(kinds)s in %(places)s, until %(until)s.",
            "Recording now on %(n)d devices: %(kinds)s in %(places)s, until %(until)s.",
            devices,
        )
    return sentence % words


def _paused(until: datetime | None) -> str:
    if until is None or until == FOREVER:
        return _("Nothing is recorded until you end the pause. What is kept stays.")
    local, when = timezone.localtime(until), dates.time(until)
    if local.date() == timezone.localtime(clock.now()).date():
        return _("Nothing is recorded until %(when)s. What is kept stays.") % {"when": when}
    words = {"day": dates.day_and_month(local), "time": when}
    return _("Nothing is recorded until %(day)s, %(time)s. What is kept stays.") % words


def _stopping(employee: Employee) -> str:
    progress = acknowledgements.progress(employee.owner)
    return stopped_sentence(progress)


def stopped_sentence(progress: acknowledgements.Progress) -> str:
    """Say how far stopping has come on the person's devices."""
    if progress.total == 0:
        return _("Nothing of yours is being recorded.")
    counts = {"stopped": progress.stopped, "n": progress.total}
    if not progress.waiting_names:
        return (
            ngettext("Stopped on the only device.", "Stopped on all %(n)d devices.", progress.total)
            % counts
        )
    first = ngettext(
        "%(stopped)d of %(n)d device has stopped.",
        "%(stopped)d of %(n)d devices have stopped.",
        progress.total,
    )
    waiting = _("Waiting for %(names)s.") % {"names": joined(list(progress.waiting_names))}
    return f"{first % counts} {waiting}"
