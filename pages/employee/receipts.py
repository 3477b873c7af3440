"""Receipts: signed proof of each decision."""

import json
import uuid
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from governance.consent import receipts
from governance.consent.models import Decision
from governance.purposes.kinds import NAMES, Kind
from pages import dates, languages
from pages.access import EmployeeRequest, employee_page
from pages.sign import joined

DECISIONS: dict[Decision, Promise] = {
    Decision.GIVEN: _("Allowed: %(kinds)s"),
    Decision.NARROWED: _("A kind taken back. Still allowed: %(kinds)s"),
    Decision.WITHDRAWN: _("Withdrawn"),
    Decision.EXPIRED: _("Ended on its day"),
    Decision.SUPERSEDED: _("Ended by a new version"),
}


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One decision."""

    when: str
    purpose: str
    decision_sentence: str
    url: str


@employee_page
@require_safe
def all_receipts(request: EmployeeRequest) -> HttpResponse:
    """List the receipts, newest first."""
    lines = [_line(view) for view in receipts.of(request.employee.owner)]
    return render(request, "employee/receipts.html", {"receipts": lines})


@employee_page
@require_safe
def receipt(request: EmployeeRequest, record_id: uuid.UUID) -> HttpResponse:
    """Hand out one signed receipt as a file."""
    signed = receipts.one(request.employee.owner, record_id)
    if signed is None:
        raise Http404
    return as_file(signed, f"sayso-receipt-{record_id}.json")


def as_file(signed: dict[str, str], name: str) -> HttpResponse:
    """Return a signed object as a file to keep."""
    response = HttpResponse(json.dumps(signed, indent=2), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def decision_sentence(view: receipts.ReceiptView) -> str:
    """Say what was decided."""
    kinds = joined([languages.in_sentence(NAMES[Kind(kind)]) for kind in view.kinds])
    return str(DECISIONS[view.decision]) % {"kinds": kinds}


def _line(view: receipts.ReceiptView) -> ReceiptLine:
    return ReceiptLine(
        when=dates.moment(view.at),
        purpose=view.name,
        decision_sentence=decision_sentence(view),
        url=reverse("employee:receipt", args=[view.id]),
    )
