"""The sign: one sentence about what is being recorded of a person at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
            return _("Nothing of yours is being recorded.")


def _recording(view: SignView) -> str:
    devices = len(view.devices)
    words = {
        "where": ngettext("on %(n)d device", "on %(n)d devices", devices) % {"n": devices},
        "kinds": joined([str(NAMES[kind]).lower() for kind in view.kinds]),
        "places": joined(list(view.applications)),
    }
    return _("Recording now %(where)s: %(kinds)s in %(places)s.") % words


def _paused(until: datetime | None) -> str:
    if until is None or until == FOREVER:
        return _("Nothing is recorded until you end the pause. What is kept stays.")
    local = timezone.localtime(until)
    when = formats.time_format(local, "H:i")
    if local.date() != timezone.localtime(clock.now()).date():
        when = f"{formats.date_format(local, 'j F')}, {when}"
    return _("Nothing is recorded until %(when)s. What is kept stays.") % {"when": when}


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
