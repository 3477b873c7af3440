"""The directory: who is there, one person, and somebody's last moment."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock
from governance.audit.acts import Role
from governance.directory import actors, leavers
from governance.directory.leavers import LastMomentImpossible
from governance.directory.models import Employee, Engagement, Status, Unit, User
from pages import dates
from pages.access import staff_page
from pages.cases import words
from pages.hr import sealed
from pages.hr.paging import address, paged

URL = "hr:directory"
NO_UNIT = "none"
STATES: dict[str, Promise] = {
    Status.ACTIVE: gettext_lazy("Works here"),
    Status.LEAVER: gettext_lazy("Leaves or has left"),
}
KINDS: dict[str, Promise] = {
    Engagement.EMPLOYEE: gettext_lazy("Employee"),
    Engagement.CONTRACTOR: gettext_lazy("Contractor"),
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the list shows them."""

    id: uuid.UUID
    name: str
    lang: str
    email: str
    unit: str
    law: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what is so."""

    term: str
    value: str
    lang: str = ""


@staff_page(Role.HR)
@require_http_methods(["GET", "HEAD", "POST"])
def directory(request: HttpRequest) -> HttpResponse:
    """List the people; what is searched for comes by POST and goes on in a sealed address."""
    if request.method == "POST":
        query = {name: request.POST.get(name, "") for name in ("unit", "status")}
        query["view"] = sealed.seal(request.POST.get("words", ""))
        return redirect(address(reverse(URL), query))
    query = {name: request.GET.get(name, "") for name in ("unit", "status", "view")}
    searched = sealed.unseal(query["view"])
    rows, page = paged(
        found(searched, query["unit"], query["status"]),
        request.GET.get("page", "1"),
        reverse(URL),
        query,
    )
    context = {
        "people": [_row(person) for person in rows],
        "page": page,
        "words": searched,
        "unit": query["unit"],
        "status": query["status"],
        "narrowed": any(query.values()),
        "units": [(str(unit.pk), unit.name) for unit in Unit.objects.order_by("name")],
        "states": list(STATES.items()),
    }
    return render(request, "hr/directory.html", context)


@staff_page(Role.HR)
@require_safe
def person(request: HttpRequest, employee_id: uuid.UUID) -> HttpResponse:
    """Show what the directory says of one person, and nothing else."""
    return render(request, "hr/person.html", _page_of(_employee(employee_id)))


@staff_page(Role.HR)
@require_POST
def leave(request: HttpRequest, employee_id: uuid.UUID) -> HttpResponse:
    """Set somebody's last moment, after saying what happens then."""
    if not isinstance(request.user, User):
        raise BadRequest
    employee = _employee(employee_id)
    typed = request.POST.get("last", "")
    last = _moment(typed)
    if last is None:
        error = _("This is no day and time. Write it like 2026-11-30T17:00.")
        return _wrong(request, employee, typed, error)
    if request.POST.get("confirmed") != "1":
        return render(request, "hr/leave.html", {**_page_of(employee), **_preview(last)})
    try:
        leavers.leave(employee, last, actors.actor_of(request.user, Role.HR))
    except LastMomentImpossible as refusal:
        return _wrong(request, employee, typed, f"{refusal.message} {refusal.remedy}")
    messages.success(
        request,
        _("The last moment is set: %(moment)s. Nothing of this person is recorded after it.")
        % {"moment": dates.moment(last)},
    )
    return redirect("hr:person", employee_id)


def _wrong(request: HttpRequest, employee: Employee, typed: str, error: str) -> HttpResponse:
    context = {**_page_of(employee), "last": typed[:16], "last_error": error}
    return render(request, "hr/person.html", context, status=422)


def found(searched: str, unit: str = "", status: str = "") -> QuerySet[Employee]:
    """Return the people that fit, by name."""
    rows = Employee.objects.select_related("unit").order_by("name", "id")
    if searched:
        rows = rows.filter(
            Q(name__icontains=searched)
            | Q(email__icontains=searched)
            | Q(login__icontains=searched)
        )
    if unit == NO_UNIT:
        rows = rows.filter(unit=None)
    elif unit.isdecimal() and len(unit) < 10:
        rows = rows.filter(unit=int(unit))
    return rows.filter(status=status) if status in STATES else rows


def _row(person: Employee) -> PersonRow:
    return PersonRow(
        id=person.pk,
        name=person.name,
        lang=words.lang_of(person.name, person.language),
        email=person.email,
        unit=person.unit.name if person.unit else "",
        law=words.jurisdiction(person.jurisdiction),
        kind=str(KINDS[person.kind]),
        state=state_of(person),
    )


def state_of(person: Employee) -> str:
    """Say whether somebody works here, or when they leave or have left."""
    if person.status == Status.ACTIVE:
        return str(STATES[Status.ACTIVE])
    if person.last_day is None:
        return _("Has left")
    said = _("Left on %(day)s") if person.last_day <= clock.now() else _("Leaves on %(day)s")
    return said % {"day": dates.day(person.last_day.date())}


def _page_of(person: Employee) -> dict[str, object]:
    unit = person.unit.name if person.unit else _("None")
    if person.unit and person.unit.confidential:
        unit = _("%(unit)s (confidential: nobody in it is recorded)") % {"unit": unit}
    row = _row(person)
    facts = [
        Fact(_("Work e-mail"), person.email),
        Fact(_("Login of the computer"), person.login or _("None: no device can record")),
        Fact(_("Unit"), unit),
        Fact(_("Rules of"), row.law),
        Fact(_("Works as"), row.kind),
        Fact(_("In the directory since"), dates.day(person.since.date())),
    ]
    if person.last_day:
        facts.append(Fact(_("Last moment"), dates.moment(person.last_day)))
    return {"person_row": row, "facts": facts, "last": _for_field(person.last_day)}


def _preview(last: datetime) -> dict[str, object]:
    past = last <= clock.now()
    return {
        "moment": dates.moment(last),
        "last": last.isoformat(),
        "happens": [
            _("Nothing of this person is recorded any more, from now on.")
            if past
            else _("Nothing of this person is recorded after this moment, on any computer."),
            _("This happens for everyone who leaves, whatever they decided."),
        ],
        "stays": [
            _("What is kept of them: they can ask for erasure, also without an account."),
            _("Their login: close it where your company closes accounts."),
            _("You can set another moment later."),
        ],
    }


def _employee(employee_id: uuid.UUID) -> Employee:
    return get_object_or_404(Employee.objects.select_related("unit"), pk=employee_id)


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
        return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment
    except (ValueError, OverflowError):
        return None


def _for_field(value: datetime | None) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M") if value else ""
