"""Receipts: signed proof of each decision."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from governance.consent import receipts
from governance.consent.models import Decision
from governance.erasure import queries as erasures
from governance.erasure.queries import ErasureView
from governance.purposes import queries as purposes
from governance.purposes.kinds import NAMES, Kind
from pages import dates, languages
from pages.access import EmployeeRequest, employee_page
from pages.employee.answers import language
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


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """What was erased on a day; without an address it is still being erased."""

    when: str
    what: str
    url: str


@employee_page
@require_safe
def all_receipts(request: EmployeeRequest) -> HttpResponse:
    """List the receipts and the certificates of what was erased, newest first."""
    owner = request.employee.owner
    context = {
        "receipts": [_line(view) for view in receipts.of(owner)],
        "erasures": [_erasure(view) for view in erasures.of(owner)],
    }
    return render(request, "employee/receipts.html", context)


@employee_page
@require_safe
def receipt(request: EmployeeRequest, record_id: uuid.UUID) -> HttpResponse:
    """Hand out one signed receipt as a file."""
    signed = receipts.one(request.employee.owner, record_id)
    if signed is None:
        raise Http404
    return as_file(signed, f"sayso-receipt-{record_id}.json")


def as_file(signed: Mapping[str, object], name: str) -> HttpResponse:
    """Return a signed object as a file to keep."""
    response = HttpResponse(json.dumps(signed, indent=2), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def decision_sentence(view: receipts.ReceiptView) -> str:
    """Say what was decided."""
    kinds = joined([languages.in_sentence(NAMES[Kind(kind)]) for kind in view.kinds])
    return str(DECISIONS[view.decision]) % {"kinds": kinds}


def _erasure(view: ErasureView) -> ErasureLine:
    return ErasureLine(
        when=dates.day(view.begun_on),
        what=_what(view),
        url=reverse("employee:certificate", args=[view.id]) if view.done else "",
    )


def _what(view: ErasureView) -> str:
    if view.taken:
        return str(_("Episodes that you deleted"))
    if not view.purpose:
        return str(_("Everything"))
    version = purposes.versions().filter(purpose=view.purpose).first()
    name = version.facts.notice(language())[1].name if version else view.purpose
    return f"{name}: {NAMES[Kind(view.kind)]}" if view.kind else name


def _line(view: receipts.ReceiptView) -> ReceiptLine:
    return ReceiptLine(
        when=dates.moment(view.at),
        purpose=view.name,
        decision_sentence=decision_sentence(view),
        url=reverse("employee:receipt", args=[view.id]),
    )
