"""Answers of HR that wait for the compliance officer's word, and requests that are late."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from governance.audit.acts import Role
from governance.rights import machine, queries
from governance.rights.models import CounterSignature, RightsRequest
from governance.rights.own import is_own
from governance.rights.words import reason_words, state_words
from pages import dates
from pages.access import StaffRequest, staff_page
from pages.cases import clock

MOST = 50
LONGEST = 2000
AGREE, RETURN = WORDS = ("agree", "return")
PROPOSED: dict[str, Promise] = {
    "refuse": gettext_lazy("HR proposes to refuse."),
    "answer_in_part": gettext_lazy("HR proposes to erase only a part."),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One answer that waits."""

    reference: str
    url: str
    name: str
    proposed: str
    reason: str
    since: str
    left: str
    late: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Late:
    """One request whose term has ended; HR works on it."""

    reference: str
    state: str
    due: str
    left: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a request."""

    day: str
    words: str
    reason: str
    text: str


@staff_page(Role.COMPLIANCE)
@require_safe
def requests(request: StaffRequest) -> HttpResponse:
    """List what waits for a word, and what is late."""
    rows = list(queries.waiting_countersignatures()[: MOST + 1])
    late = list(queries.open_requests(due="overdue")[: MOST + 1])
    context = {
        "waiting": [_waiting(row, request) for row in rows[:MOST]],
        "late": [_late(row) for row in late[:MOST]],
        "more": len(rows) > MOST or len(late) > MOST,
        "most": MOST,
        "late_count": queries.overdue(),
    }
    return render(request, "compliance/requests.html", context)


@staff_page(Role.COMPLIANCE)
@require_safe
def case(request: StaffRequest, waiting_id: uuid.UUID) -> HttpResponse:
    """Show one answer that waits: what was asked, what HR would say, and two equal buttons."""
    return _page(request, _row(waiting_id))


@staff_page(Role.COMPLIANCE)
@require_POST
def countersign(request: StaffRequest, waiting_id: uuid.UUID) -> HttpResponse:
    """Give the word."""
    row = _row(waiting_id)
    word = request.POST.get("word", "")
    if word not in WORDS:
        raise Http404
    agreed = word == AGREE
    note = request.POST.get("note", "").strip()[:LONGEST]
    if not agreed and not note:
        error = _("Write to HR why you do not agree.")
        return _page(request, row, {"error": error, "note": note}, status=422)
    machine.countersign(row, agreed, request.user, note)
    number = {"number": row.request.reference}
    messages.success(
        request,
        _("You agreed. Request %(number)s goes on, and the person is told.") % number
        if agreed
        else _("Request %(number)s is back with HR, with your note.") % number,
    )
    return redirect("compliance:requests")


def _row(waiting_id: uuid.UUID) -> CounterSignature:
    rows = CounterSignature.objects.select_related("request__employee", "by__employee")
    return get_object_or_404(rows, pk=waiting_id)


def _page(
    request: StaffRequest,
    row: CounterSignature,
    more: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    if is_own(row.request, request.user):
        return render(request, "compliance/request_own.html", {"number": row.request.reference})
    context = {
        "row": row,
        "asked": row.request,
        "proposed": PROPOSED.get(row.move, ""),
        "reason": reason_words(row.move, row.reason),
        "since": dates.day(row.at.date()),
        "mine": row.by_id == request.user.pk,
        "why": clock.why(row.request),
        "events": _events(row.request),
        **(more or {}),
    }
    return render(request, "compliance/request.html", context, status=status)


def _waiting(row: CounterSignature, request: StaffRequest) -> Waiting:
    own = is_own(row.request, request.user)
    return Waiting(
        reference=row.request.reference,
        url="" if own else reverse("compliance:request", args=[row.pk]),
        name=row.request.name,
        proposed=str(PROPOSED.get(row.move, "")),
        reason=reason_words(row.move, row.reason),
        since=dates.day(row.at.date()),
        left=clock.left(row.request),
        late=clock.is_late(row.request),
        own=own,
    )


def _late(row: RightsRequest) -> Late:
    return Late(row.reference, state_words(row.state), dates.day(row.due), clock.left(row))


def _events(asked: RightsRequest) -> list[Event]:
    return [
        Event(dates.day(line.at.date()), line.words, line.reason, line.text)
        for line in queries.timeline(asked)
    ]
