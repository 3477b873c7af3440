"""Home: what is true now, what was decided, what is kept."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from governance.consent import queries as consent
from governance.devices import queries as devices
from governance.directory.closing import closed_until
from governance.directory.models import Employee
from pages import dates, sign
from pages.access import EmployeeRequest, employee_page
from pages.employee import answers, looks, pause
from pages.employee.devices import state_sentence
from training import own


@dataclass(frozen=True, slots=True)
class Choice:
    """A purpose in force and what the person answered."""

    name: str
    url: str
    sentence: str
    language: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the person; `closed` says until when nobody may look at it."""

    count: int
    next_goes: date | None
    releases: int = 0
    closed: str = ""


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device and where it stands."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LooksLine:
    """How often somebody looked."""

    sentence: str
    url: str


@employee_page
@require_safe
def home(request: EmployeeRequest) -> HttpResponse:
    """Open with the sign, then the choices and what is kept."""
    owner = request.employee.owner
    states = consent.state_of(request.employee)
    kept = _kept(request.employee)
    context = {
        "since": _since(states),
        "choices": [_choice(state) for state in states],
        "kept": kept,
        "devices": [
            DeviceLine(view.name, state_sentence(view))
            for view in devices.of(owner)
            if not view.revoked
        ],
        "looks": LooksLine(
            _("Your data is closed until %(when)s.") % {"when": kept.closed}
            if kept.closed
            else _looks_sentence(len(looks.of(owner))),
            reverse("employee:looks"),
        ),
        "pause_choices": pause.SHORT,
    }
    return render(request, "employee/home.html", context)


@employee_page
@require_safe
def sign_part(request: EmployeeRequest) -> HttpResponse:
    """Answer the sign that asks every 15 seconds: the strip, or the large one of Home."""
    words = sign.of(request.employee)
    if request.GET.get("place") != "home":
        return render(request, "partials/sign.html", {"sign": words})
    since = _since(consent.state_of(request.employee))
    context = {"sign": words, "since": since, "pause_choices": pause.SHORT}
    return render(request, "employee/partials/now.html", context)


def _kept(employee: Employee) -> Kept:
    until = closed_until(employee)
    if until is not None:
        return Kept(0, None, closed=dates.moment(until))
    return Kept(own.count(employee.owner), own.next_goes(employee.owner))


def _since(states: list[consent.PurposeState]) -> date | None:
    days = [state.since.date() for state in states if state.allowed and state.since]
    return min(days, default=None)


def _choice(state: consent.PurposeState) -> Choice:
    language, notice = state.version.facts.notice(answers.language())
    url = reverse("employee:purpose", args=[state.version.purpose_id])
    return Choice(notice.name, url, answers.sentence(state), language)


def _looks_sentence(looked: int) -> str:
    if not looked:
        return _("Nobody but you.")
    return ngettext("%(n)d look.", "%(n)d looks.", looked) % {"n": looked}
