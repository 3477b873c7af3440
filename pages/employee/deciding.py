"""Takes a decision: one address for Allow and Refuse, the choice in the body."""

from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from governance.consent import decisions
from governance.consent.errors import EndNeeded
from governance.purposes.kinds import NAMES, Kind
from pages.access import EmployeeRequest, employee_page
from pages.employee import consent_centre
from pages.employee.answers import EndError


@employee_page
@require_POST
def decide(request: EmployeeRequest) -> HttpResponse:
    """Take one decision; an end that does not do is told at its field, with what was typed."""
    slug, kind = request.POST.get("purpose", ""), _kind(request.POST.get("kind", ""))
    language = request.POST.get("language", "")[:10]  # of the notice that was shown
    try:
        _take(request, slug, kind, language)
    except EndNeeded as refusal:
        words = f"{NAMES[kind]}: {refusal.message} {refusal.remedy}"
        error = EndError(kind, request.POST.get("ends_on", "")[:20], words)
        state = consent_centre.find(request.employee, slug)
        return consent_centre.page_of(request, state, language, error)
    if request.htmx:
        state = consent_centre.find(request.employee, slug)
        shown = consent_centre.language_of(state.version.facts, language)
        context = consent_centre.decisions_of(request.employee, state, shown)
        return render(request, "employee/partials/decisions.html", context)
    query = urlencode({"language": language}) if language else ""
    address = reverse("employee:purpose", args=[slug])
    return redirect(f"{address}{'?' if query else ''}{query}#decide")


def _take(request: EmployeeRequest, slug: str, kind: Kind, language: str) -> None:
    match request.POST.get("choice"):
        case "allow":
            ends = _day(request.POST.get("ends_on", ""))
            decisions.give(request.employee, slug, kind, language, ends)
        case "refuse":
            decisions.refuse(request.employee, slug, kind, language)
        case _:
            raise BadRequest


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError as error:
        raise BadRequest from error


def _day(text: str) -> date | None:
    """Read a day; what is none counts as none named, which the act refuses where it needs one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
