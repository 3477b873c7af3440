"""Devices: see them, connect one, remove one."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.audit.acts import Role
from governance.audit.record import Actor
from governance.devices import enrolment, queries, revocation
from governance.devices.errors import EnrolmentExpired, EnrolmentUnknown, LoginDiffers
from governance.devices.queries import DeviceState, DeviceView
from governance.directory.closing import refuse_while_closed
from pages.access import EmployeeRequest, employee_page
from pages.pieces import shown

LONGEST_CODE = 20


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """A device as the page shows it."""

    id: uuid.UUID
    name: str
    login: str
    state_sentence: str
    can_revoke: bool


@dataclass(frozen=True, slots=True)
class Computer:
    """A computer that asks to be connected."""

    host: str
    login: str


@employee_page
@require_safe
def devices(request: EmployeeRequest) -> HttpResponse:
    """Show the devices that can record."""
    cards = [_card(view) for view in queries.of(request.employee.owner) if not view.revoked]
    return render(request, "employee/devices.html", {"devices": cards})


@employee_page
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: EmployeeRequest) -> HttpResponse:
    """Take the code of a computer; show the computer and the two words for it."""
    refuse_while_closed(request.employee)
    if request.method != "POST":
        return render(request, "employee/enrol.html")
    code = request.POST.get("code", "")[:LONGEST_CODE]
    try:
        found = enrolment.enter_code(request.employee, code)
    except (EnrolmentUnknown, EnrolmentExpired, LoginDiffers) as refusal:
        context: dict[str, Any] = {
            "code": code,
            "code_error": f"{refusal.message} {refusal.remedy}",
        }
        return render(request, "employee/enrol.html", context, status=int(refusal.status))
    computer = Computer(shown(found.host), shown(found.login))
    return render(request, "employee/enrol.html", {"words": found.words, "computer": computer})


@employee_page
@require_POST
def revoke(request: EmployeeRequest) -> HttpResponse:
    """Remove a device for good."""
    try:
        device = uuid.UUID(request.POST.get("device", ""))
    except ValueError as error:
        raise BadRequest from error
    owner = request.employee.owner
    revocation.revoke(owner, device, Actor(Role.EMPLOYEE, owner))
    return redirect("employee:devices")


def state_sentence(view: DeviceView) -> str:
    """Say where a device stands."""
    match view.state:
        case DeviceState.HERE:
            return _("Heard in the last two minutes.")
        case DeviceState.AWAY:
            return _("Not heard in the last two minutes. It cannot record without a permit.")
        case DeviceState.REVOKED:
            return _("Removed.")
        case _:
            return _("Not known. Without a permit it stops within a minute.")


def _card(view: DeviceView) -> DeviceCard:
    year, _sep, week = view.enrolled_week.partition("-W")
    connected = _("Connected in week %(week)s of %(year)s.") % {
        "week": week.lstrip("0"),
        "year": year,
    }
    return DeviceCard(
        id=view.id,
        name=shown(view.name),
        login=shown(view.login),
        state_sentence=f"{state_sentence(view)} {connected}",
        can_revoke=not view.revoked,
    )
