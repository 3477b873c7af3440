"""Asking for erasure with an account, and following it. Stopping and deleting need no request."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.audit.acts import Role
from governance.rights import machine, requests, taking_back
from governance.rights.models import RightsRequest, State
from governance.rights.moves import OPEN
from pages import dates
from pages.access import EmployeeRequest, employee_page
from pages.cases import words
from pages.cases.follow import follow
from pages.certificates import files

LONGEST = 5_000
SHOWN = 50


@dataclass(frozen=True, slots=True)
class OwnRequestRow:
    """One of the person's requests."""

    id: uuid.UUID
    reference: str
    sentence: str
    received: str


@employee_page
@require_http_methods(["GET", "HEAD", "POST"])
def request_erasure(request: EmployeeRequest) -> HttpResponse:
    """Show what can be asked and what was, or ask."""
    if request.method == "POST":
        text = request.POST.get("statement", "").strip()[:LONGEST]
        asked = requests.ask_signed_in(request.employee, text)
        messages.success(request, _("Your request %(number)s is in.") % {"number": asked.reference})
        return redirect("employee:request", asked.pk)
    rows = list(_own(request).order_by("-received_at")[:SHOWN])
    context = {
        "requests": [_row(row) for row in rows],
        "open": any(row.state in OPEN for row in rows),
    }
    return render(request, "employee/request_erasure.html", context)


@employee_page
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: EmployeeRequest, request_id: uuid.UUID) -> HttpResponse:
    """Follow a request, or take it back."""
    asked = _one(request, request_id)
    if request.method == "POST":
        machine.step(asked, "take_back", request.user, Role.EMPLOYEE)
        return redirect("employee:request", asked.pk)
    context = {"followed": follow(asked), "asked": asked, "can_take_back": taking_back.can(asked)}
    return render(request, "employee/request.html", context)


@employee_page
@require_safe
def certificate(request: EmployeeRequest, request_id: uuid.UUID) -> HttpResponse:
    """Hand out the signed certificate with its proof; alone, the very bytes whose hash HR has."""
    return files.signed(_one(request, request_id), alone="alone" in request.GET)


@employee_page
@require_safe
def certificate_pdf(request: EmployeeRequest, request_id: uuid.UUID) -> HttpResponse:
    """Hand out the certificate as a paper."""
    return files.paper(_one(request, request_id))


def _own(request: EmployeeRequest) -> QuerySet[RightsRequest]:
    """Return the requests that this person asked for while signed in."""
    return RightsRequest.objects.filter(employee=request.employee, signed_in=True)


def _one(request: EmployeeRequest, request_id: uuid.UUID) -> RightsRequest:
    found = _own(request).filter(pk=request_id).first()
    if found is None:
        raise Http404
    return found


def _row(asked: RightsRequest) -> OwnRequestRow:
    sentence, _next = words.FOLLOWED[State(asked.state)]
    received = dates.day(asked.received_at.date())
    return OwnRequestRow(asked.pk, asked.reference, str(sentence), received)
