"""Whether a window and a site fit what a lease lists. Whatever cannot be told does not fit."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from capture.agent.events import WindowFacts
from capture.protocol.lease import Application, Grant, Hours


def application_in(grant: Grant, window: WindowFacts) -> Application | None:
    """Return the listed application that this window belongs to, if any.

    Window class and executable must both fit; for a browser also the end of the frame's name.
    """
    return next((one for one in grant.applications if _fits(one, window)), None)


def _fits(application: Application, window: WindowFacts) -> bool:
    if application.wm_class != window.wm_class:
        return False
    if window.executable not in application.executables:
        return False
    if application.frame_suffix is None:
        return True
    return window.frame_name is not None and window.frame_name.endswith(application.frame_suffix)


def site_allowed(grant: Grant, application: Application, site: str | None) -> bool:
    """Return whether a grant reaches this site; applications that are no browser have none."""
    if application.frame_suffix is None:
        return site is None
    return site is not None and any(host_fits(site, pattern) for pattern in grant.sites)


def host_fits(site: str, pattern: str) -> bool:
    """Return whether a host fits a pattern: `a.example` itself, `*.a.example` all below it."""
    host, wanted = site.lower().rstrip("."), pattern.lower()
    if wanted.startswith("*."):
        return host.endswith(wanted[1:]) and len(host) > len(wanted) - 1
    return host == wanted


def is_never(window: WindowFacts, site: str | None, never: Iterable[str]) -> bool:
    """Return whether the never-list names this window class, executable or site."""
    program = window.executable.lower()
    names = [window.wm_class.lower(), program, PurePosixPath(program).name]
    for entry in never:
        pattern = entry.lower()
        if any(fnmatchcase(name, pattern) for name in names):
            return True
        if site is not None and (host_fits(site, pattern) or host_fits(site, f"*.{pattern}")):
            return True
    return False


def within(hours: Hours, moment: datetime) -> bool:
    """Return whether a moment (aware) lies inside the hours; an unknown zone is never inside."""
    try:
        local = moment.astimezone(ZoneInfo(hours.zone))
    except (OSError, ValueError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return False
    clock = local.strftime("%H:%M")
    if hours.start < hours.end:
        return local.isoweekday() in hours.days and hours.start <= clock < hours.end
    yesterday = (local - timedelta(days=1)).isoweekday()
    before_midnight = local.isoweekday() in hours.days and clock >= hours.start
    return before_midnight or (yesterday in hours.days and clock < hours.end)
