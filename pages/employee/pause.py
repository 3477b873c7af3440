"""Pause for any length, and end a pause."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from governance import clock
from governance.consent import pauses
from pages.access import EmployeeRequest, employee_page

LONGEST_MINUTES = 525_600
UNTIL_RESUMED = 0


@dataclass(frozen=True, slots=True)
class PauseChoice:
    """A length to choose; 0 minutes lasts until the person ends it."""

    minutes: int
    label: Promise


SHORT = (
    PauseChoice(15, gettext_lazy("15 minutes")),
    PauseChoice(60, gettext_lazy("1 hour")),
)
ALL = (
    *SHORT,
    PauseChoice(240, gettext_lazy("4 hours")),
    PauseChoice(1440, gettext_lazy("1 day")),
    PauseChoice(UNTIL_RESUMED, gettext_lazy("Until I end it")),
)


@employee_page
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: EmployeeRequest) -> HttpResponse:
    """Offer lengths, or begin the pause that was chosen."""
    if request.method != "POST":
        return _page(request)
    if (minutes := request.POST.get("minutes", "")).isdecimal() and len(minutes) < 8:
        return _begin(request, _end(int(minutes)))
    until = _local(request.POST.get("until", ""))
    if until is None or until <= clock.now():
        return _page(request, _("This is no moment to come. Choose a later day or time."), 422)
    return _begin(request, until)


@employee_page
@require_POST
def resume(request: EmployeeRequest) -> HttpResponse:
    """End the pause, wherever it began."""
    pauses.resume(request.employee.owner)
    return redirect("employee:home")


def _begin(request: EmployeeRequest, until: datetime | None) -> HttpResponse:
    pauses.pause(request.employee.owner, until)
    return redirect("employee:home")


def _end(minutes: int) -> datetime | None:
    if minutes == UNTIL_RESUMED:
        return None
    return clock.now() + timedelta(minutes=min(minutes, LONGEST_MINUTES))


def _local(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
        return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment
    except (ValueError, OverflowError):
        return None


def _page(request: EmployeeRequest, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "pause_choices": ALL,
        "until": request.POST.get("until", ""),
        "until_min": timezone.localtime(clock.now()).strftime("%Y-%m-%dT%H:%M"),
        "until_error": error,
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "employee/pause.html", context, status=status)
