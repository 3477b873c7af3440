"""Quarantine: what could not be masked, by reason, without anything about one person."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from governance.audit.acts import Role
from pages.access import StaffRequest, staff_page
from pages.compliance.staff import actor
from pages.compliance.words import REASONS
from redaction import quarantine as held
from redaction.faults import Reason


@dataclass(frozen=True, slots=True)
class Row:
    """One reason, in words."""

    reason: str
    label: str
    count: str
    oldest: str
    retriable: bool


@staff_page(Role.COMPLIANCE)
@require_safe
def quarantine(request: StaffRequest) -> HttpResponse:
    """Show what is put aside, and what can be done."""
    found = rows()
    many = [row for row in held.held() if row.about]
    context = {"rows": found, "many": sum(row.about or 0 for row in many)}
    return render(request, "compliance/quarantine.html", context)


@staff_page(Role.COMPLIANCE)
@require_POST
def retry(request: StaffRequest) -> HttpResponse:
    """Let a reason's batches be tried again."""
    reason = _reason(request)
    held.retry(reason, actor(request))
    messages.success(
        request,
        _("What was there for “%(reason)s” is tried again now. What fails five times comes back.")
        % {"reason": REASONS[reason]},
    )
    return redirect("compliance:quarantine")


@staff_page(Role.COMPLIANCE)
@require_POST
def destroy(request: StaffRequest) -> HttpResponse:
    """Ask once, then delete a reason's batches."""
    reason = _reason(request)
    if not request.POST.get("sure"):
        return _ask(request, reason)
    held.destroy(reason, actor(request))
    messages.success(
        request,
        _("What was there for “%(reason)s” is destroyed.") % {"reason": REASONS[reason]},
    )
    return redirect("compliance:quarantine")


def rows() -> list[Row]:
    """Return each reason in words, also where nothing is there: that reads the same as a few."""
    return [
        Row(
            reason=one.reason,
            label=str(REASONS[one.reason]),
            count=_("About %(n)d") % {"n": one.about}
            if one.about
            else _("Fewer than ten, or none"),
            oldest=_age(one.oldest_days),
            retriable=one.retriable,
        )
        for one in held.held()
    ]


def _age(days: int | None) -> str:
    if days is None:
        return _("Not shown")
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else _("Today")


def _reason(request: StaffRequest) -> Reason:
    try:
        return Reason(request.POST.get("reason", ""))
    except ValueError as error:
        raise Http404 from error


def _ask(request: StaffRequest, reason: Reason) -> HttpResponse:
    context = {
        "title": _("Destroy what is in quarantine for “%(reason)s”?") % {"reason": REASONS[reason]},
        "goes": [_("Every sealed batch that is here for this reason, for good.")],
        "stays": [
            _("What is stored already, and what is here for another reason."),
            _("An entry of the log that you destroyed it, without a number."),
        ],
        "other_way": _("Left alone, a batch goes by itself after eight days."),
        "action_url": reverse("compliance:destroy"),
        "fields": {"reason": reason, "sure": "1"},
        "button": _("Destroy the batches"),
        "back_url": reverse("compliance:quarantine"),
    }
    return render(request, "employee/confirm.html", context)
