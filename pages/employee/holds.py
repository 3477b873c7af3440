"""What is held of a person, on what ground, until when; and one click to object."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.directory.closing import refuse_while_closed
from governance.holds import acts, queries
from pages import holds as pages
from pages.access import EmployeeRequest, employee_page
from pages.certificates import proof
from pages.employee.receipts import as_file


@employee_page
@require_safe
def holds(request: EmployeeRequest) -> HttpResponse:
    """List the person's own holds, those that are over too."""
    refuse_while_closed(request.employee)
    found = pages.own(request.employee.owner)
    context = {"holds": found, "standing": sum(hold.stands for hold in found)}
    return render(request, "employee/holds.html", context)


@employee_page
@require_POST
def object_to(request: EmployeeRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Object at once: no reason asked, no second question."""
    acts.object_own(hold_id, request.employee)
    said = _(
        "You object. Both officers and every representative are told. It stands on their page."
    )
    messages.success(request, said)
    return redirect("employee:holds")


@employee_page
@require_POST
def lift(request: EmployeeRequest, hold_id: uuid.UUID) -> HttpResponse:
    """End a hold for a matter of one's own."""
    acts.lift_own(hold_id, request.employee)
    messages.success(request, _("Ended. What it kept is being erased."))
    return redirect("employee:holds")


@employee_page
@require_safe
def certificate(request: EmployeeRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Hand out the signed account of the end of a hold."""
    signed = queries.signed(request.employee.owner, hold_id)
    if signed is None:
        raise Http404
    return as_file(proof.file_of(signed), f"sayso-certificate-{hold_id}.json")
