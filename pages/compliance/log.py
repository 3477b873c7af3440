"""The audit log: search and export. What employees do stands in it as totals of a day."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance import clock
from governance.accountability import day_totals
from governance.audit import proved, search
from governance.audit.acts import ABOUT_ONE_PERSON, Outcome, Role
from governance.audit.export import Format, Line, export
from governance.audit.models import AuditEntry
from governance.audit.search import Search
from pages import dates
from pages.access import StaffRequest, staff_page
from pages.compliance import log_chain
from pages.compliance.log_filter import LogFilter, place, read
from pages.compliance.staff import actor
from pages.compliance.words import OUTCOMES, ROLES, act_words

ALL_TOTALS = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in words; without an address its place in the log is still to come."""

    id: str
    place: str
    proof_url: str
    day: str
    who: str
    what: str
    purpose: str
    outcome: str
    refused: bool


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A total of a day in words."""

    day: str
    what: str
    people: str


@staff_page(Role.COMPLIANCE)
@require_safe
def log(request: StaffRequest) -> HttpResponse:
    """Show the entries that fit, fifty a page."""
    wanted = read(request.GET)
    before = place(request.GET.get("before", ""))
    found = search.page(wanted.search, before)
    places = proved.places_of([entry.pk for entry in found.entries])
    check = search.check()
    context = {
        "filter": wanted,
        "rows": [_row(entry, places.get(entry.pk)) for entry in found.entries],
        "older": wanted.url(found.older) if found.older else "",
        "newest": wanted.url() if before else "",
        "totals": [_total(one) for one in _totals(wanted.search, day_totals.PAGE)],
        "totals_apply": _totals_apply(wanted.search),
        "check": check,
        "chain": log_chain.of(),
        "last_day": dates.day(check.last_day) if check.last_day else "",
    }
    return render(request, "compliance/log.html", context, status=422 if wanted.wrong else 200)


@staff_page(Role.COMPLIANCE)
@require_POST
def export_log(request: StaffRequest) -> StreamingHttpResponse:
    """Send what fits as a file, made while it is sent."""
    try:
        form = Format(request.POST.get("format", ""))
    except ValueError as error:
        raise Http404 from error
    wanted: LogFilter = read(request.POST)
    lines = export(wanted.search, form, actor(request), _total_lines(wanted.search))
    kind = "text/csv" if form == Format.CSV else "application/x-ndjson"
    response = StreamingHttpResponse(lines, content_type=f"{kind}; charset=utf-8")
    ending = "full.jsonl" if form == Format.FULL else form
    name = f"sayso-log-{clock.today().isoformat()}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@staff_page(Role.COMPLIANCE)
@require_safe
def proof(_request: StaffRequest, entry_id: uuid.UUID) -> JsonResponse:
    """Hand out the proof of one entry that the log lists, as `verify.py proof` reads it."""
    entry = search.listed(entry_id)
    found = proved.of_entry(entry) if entry is not None else None
    if found is None:
        raise Http404
    response = JsonResponse(found, json_dumps_params={"indent": 2})
    name = f"sayso-proof-{str(entry_id)[:8]}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _row(entry: AuditEntry, index: int | None) -> Row:
    placed = index is not None
    return Row(
        id=str(entry.pk)[:8],
        place=dates.number(index) if index is not None else _("In seconds"),
        proof_url=reverse("compliance:log_proof", args=[entry.pk]) if placed else "",
        day=dates.day(entry.day),
        who=str(ROLES[Role(entry.role)]),
        what=act_words(entry.act),
        purpose=entry.purpose,
        outcome=str(OUTCOMES[Outcome(entry.outcome)]),
        refused=entry.outcome == Outcome.REFUSED,
    )


def _total(one: day_totals.Total) -> TotalRow:
    return TotalRow(
        day=dates.day(one.day),
        what=act_words(one.act),
        people=_("About %(n)d people") % {"n": one.people},
    )


def _totals_apply(wanted: Search) -> bool:
    """Tell whether totals say anything to a search: they know the day and the act alone."""
    of_people = wanted.role in (None, Role.EMPLOYEE) or wanted.act in ABOUT_ONE_PERSON
    return of_people and not wanted.purpose and not wanted.outcome


def _totals(wanted: Search, most: int) -> list[day_totals.Total]:
    if not _totals_apply(wanted):
        return []
    return day_totals.of(wanted.since, wanted.until, wanted.act, most)


def _total_lines(wanted: Search) -> Iterator[Line]:
    for one in _totals(wanted, ALL_TOTALS):
        yield {
            "type": "total of a day, in tens of people",
            "day": one.day.isoformat(),
            "role": Role.EMPLOYEE,
            "act": one.act,
            "people": one.people,
        }
