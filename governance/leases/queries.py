"""Whether recording happens now, in the words of the sign that every page shows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from governance import clock
from governance.consent import pauses
from governance.devices import acknowledgements, presence
from governance.devices import queries as devices
from governance.devices.names import of as named
from governance.directory.models import Employee
from governance.leases import hours, standing
from governance.leases.state import Grant
from governance.purposes.kinds import Kind


class SignState(StrEnum):
    """What the sign says."""

    OFF = "off"
    ON = "on"
    PAUSED = "paused"
    STOPPING = "stopping"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SignView:
    """The sign of one person.

    Attributes:
        devices: names of the devices that record now, or that are waited for.
        kinds: what is recorded now.
        applications: in which applications.
        until: end of the pause; `datetime.max` where it lasts until resumed. While it records:
            when the hours of all that is recorded end.
        again: where it is outside the hours alone: when recording may begin again.
    """

    state: SignState
    devices: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    applications: tuple[str, ...] = ()
    until: datetime | None = None
    again: datetime | None = None


def sign_of(employee: Employee) -> SignView:
    """Return what the sign of a person says now."""
    owner = employee.owner
    waiting = acknowledgements.progress(owner).waiting_names
    if waiting:
        return SignView(SignState.STOPPING, devices=waiting)
    until = pauses.paused_until(owner)
    if until is not None:
        return SignView(SignState.PAUSED, until=until)
    try:
        recording = _recording(owner)
    except presence.PresenceUnknown:
        return SignView(SignState.UNKNOWN)
    now = clock.now()
    every = [grant for found in recording.values() for grant in found]
    ends = {grant: end for grant in every if (end := hours.ends(grant.hours, now)) is not None}
    if not ends:
        begins = (hours.begins(grant.hours, now) for grant in every)
        again = min((begin for begin in begins if begin is not None), default=None)
        return SignView(SignState.OFF, again=again)
    names = (name for name, found in recording.items() if any(one in ends for one in found))
    return SignView(
        SignState.ON,
        devices=tuple(sorted(names)),
        until=max(ends.values()),
        kinds=tuple(kind for kind in Kind if any(kind in grant.kinds for grant in ends)),
        applications=tuple(sorted({one.name for grant in ends for one in grant.applications})),
    )


def _recording(owner: str) -> dict[str, tuple[Grant, ...]]:
    """Return the grants of each device that was heard in the last two minutes."""
    found: dict[str, tuple[Grant, ...]] = {}
    for device in devices.in_use(owner):
        grants = standing.snapshot(device).grants
        if grants and presence.last(device.pk) is not None:
            found[named(device).name] = grants
    return found
