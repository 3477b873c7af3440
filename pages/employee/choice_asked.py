"""Somebody asked a person to show what they chose: the representatives are told, without a name."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from governance.accountability import choice_asked as reports
from pages.access import EmployeeRequest, employee_page


@employee_page
@require_POST
def choice_asked(request: EmployeeRequest) -> HttpResponse:
    """Report it, and say what happens with it. A second report in a week changes nothing."""
    reports.report(request.employee)
    return render(request, "employee/choice_asked.html")
