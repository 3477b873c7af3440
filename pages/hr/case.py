"""A case: who asks, by when, what will be searched, what happened, and the next step."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.audit.acts import Role
from governance.directory.models import Employee, User
from governance.rights import machine, queries, requests
from governance.rights.errors import (
    MoveNotAllowed,
    OwnRequest,
    ReasonNeeded,
    TextNeeded,
    WaitsForWord,
)
from governance.rights.machine import Choice
from governance.rights.models import RightsRequest, State
from governance.rights.own import is_own
from pages.access import staff_page
from pages.cases import clock, words
from pages.hr import case_view, people, sealed
from pages.hr.paging import address

LONGEST = 5_000
BUTTONS_AT_ONCE = frozenset({"go_on"})
"""Steps that need no second page: nothing is lost by them."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a field, and its id for the summary to lead to."""

    field: str
    words: str


@staff_page(Role.HR)
@require_safe
def case(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show a case; on their own nobody sees more than that it is theirs."""
    me, asked = people.user_of(request), _asked(request_id)
    if is_own(asked, me):
        return render(request, "hr/own.html", {"reference": asked.reference})
    searched = sealed.unseal(request.GET.get("view", ""))
    return render(request, "hr/case.html", _context(asked, me, searched))


@staff_page(Role.HR)
@require_POST
def assign(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Say who works on a request."""
    me, asked = people.user_of(request), _asked(request_id)
    chosen = request.POST.get("handler", "")
    handler = None if chosen == "" else _colleague(chosen)
    requests.assign(asked, handler, me)
    name = people.name_of(handler, me)
    said = _("You work on request %(number)s now.")
    if handler != me:
        said = _("Request %(number)s is with: %(name)s.")
    messages.success(request, said % {"number": asked.reference, "name": name})
    return redirect("hr:request", request_id)


@staff_page(Role.HR)
@require_POST
def match(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Say who of the directory asks, or that it is nobody in it."""
    asked = _asked(request_id)
    chosen = request.POST.get("employee", "")
    if searched := sealed.seal(request.POST.get("words", "")):
        return redirect(address(reverse("hr:request", args=[request_id]), {"view": searched}))
    if not chosen:
        messages.error(request, _("Choose a row of the directory, or “Nobody in the directory”."))
        return redirect("hr:request", request_id)
    row = None if chosen == "none" else _row(chosen)
    requests.match(asked, row, people.user_of(request))
    return redirect("hr:request", request_id)


@staff_page(Role.HR)
@require_POST
def confirm(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Answer for it that the person who asks is the one named."""
    how = request.POST.get("how", "")
    if how not in case_view.HOW:
        messages.error(request, _("Choose how you know who asks."))
        return redirect("hr:request", request_id)
    requests.confirm(_asked(request_id), how, people.user_of(request))
    return redirect("hr:request", request_id)


@staff_page(Role.HR)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, request_id: uuid.UUID, move: str) -> HttpResponse:
    """Show what a step does and what it needs, then take it."""
    me, asked = people.user_of(request), _asked(request_id)
    if request.method != "POST":
        return _step_page(request, asked, _choice(asked, me, move))
    reason = request.POST.get("reason", "")
    text = request.POST.get("text", "").strip()[:LONGEST]
    try:
        machine.step(asked, move, me, Role.HR, reason=reason, text=text)
    except (ReasonNeeded, TextNeeded) as refusal:
        field = "reason" if isinstance(refusal, ReasonNeeded) else "text"
        more: dict[str, object] = {
            "troubles": [Trouble(field, f"{refusal.message} {refusal.remedy}")],
            "reason": reason,
            "text": text,
        }
        return _step_page(request, asked, _choice(asked, me, move), more)
    return redirect("hr:request", request_id)


@staff_page(Role.HR)
@require_safe
def progress(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Say how far an erasure has come; the case asks again every two seconds."""
    me, asked = people.user_of(request), _asked(request_id)
    if is_own(asked, me):
        raise Http404
    response = render(request, "hr/partials/ending.html", _ending(asked))
    if asked.state != State.EXECUTING:
        response["HX-Refresh"] = "true"  # the whole case has changed, not this part alone
    return response


def _context(asked: RightsRequest, me: User, searched: str) -> dict[str, object]:
    waiting = case_view.waiting(asked)
    return {
        "asked": asked,
        "lang": words.lang_of(asked.name, asked.language),
        "came": case_view.came(asked),
        "told": "" if clock.is_over(asked) else case_view.told(asked),
        "why": clock.why(asked),
        "ruler": clock.ruler(asked),
        "day_of": clock.day_of(asked),
        "over": clock.is_over(asked),
        "identity": case_view.identity(asked, me, searched),
        "words": searched,
        "how": list(case_view.HOW.items()),
        "places": case_view.places(),
        "happened": case_view.happened(asked),
        "waiting": waiting,
        "choices": machine.choices(asked, me, Role.HR),
        "at_once": BUTTONS_AT_ONCE,
        "colleagues": people.colleagues(me, asked.handler),
        "can_work": not clock.is_over(asked) and waiting is None,
        **_ending(asked),
    }


def _ending(asked: RightsRequest) -> dict[str, object]:
    """Return what stands where the erasure runs or has ended; the same for everyone."""
    executing = asked.state == State.EXECUTING
    ended = asked.state in {State.FULFILLED, State.PARTLY_FULFILLED}
    return {
        "asked": asked,
        "executing": executing,
        "erased": ended,
        "progress": queries.progress(asked) if executing else None,
        "sha256": queries.certificate_sha256(asked) if ended else "",
    }


def _step_page(
    request: HttpRequest,
    asked: RightsRequest,
    choice: Choice,
    more: dict[str, object] | None = None,
) -> HttpResponse:
    context = {
        "asked": asked,
        "lang": words.lang_of(asked.name, asked.language),
        "choice": choice,
        "places": case_view.places() if choice.move in {"execute", "answer_in_part"} else [],
        "term": clock.effect(asked, choice.move),
        **(more or {}),
    }
    return render(request, "hr/step.html", context, status=422 if more else 200)


def _choice(asked: RightsRequest, me: User, move: str) -> Choice:
    """Return a step that can be taken now.

    Raises:
        MoveNotAllowed, OwnRequest, WaitsForWord: it cannot.
    """
    for choice in machine.choices(asked, me, Role.HR):
        if choice.move == move:
            return choice
    if is_own(asked, me):
        raise OwnRequest
    raise WaitsForWord if case_view.waiting(asked) else MoveNotAllowed


def _asked(request_id: uuid.UUID) -> RightsRequest:
    rows = RightsRequest.objects.select_related("employee__unit", "handler__employee")
    return get_object_or_404(rows, pk=request_id)


def _row(chosen: str) -> Employee:
    try:
        return get_object_or_404(Employee, pk=chosen)
    except ValidationError as error:
        raise Http404 from error


def _colleague(chosen: str) -> User:
    try:
        return get_object_or_404(people.in_hr(), pk=chosen)
    except ValidationError as error:
        raise Http404 from error
