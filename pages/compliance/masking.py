"""Masking of what is kept, and the names that must never appear: entered here, never shown."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST, require_safe

from governance.audit.acts import Role
from governance.audit.record import Actor
from pages.access import StaffRequest, staff_page
from pages.compliance.staff import actor
from redaction import forbidden, marked
from redaction.again import progress
from redaction.marked import Sort

SORTS: dict[Sort, Promise] = {
    Sort.PERSON: _l("A person"),
    Sort.LOCATION: _l("A place"),
    Sort.NUMBER: _l("A number"),
    Sort.SECRET: _l("A secret"),
    Sort.TEXT: _l("Something else"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A kind, and about how many people found something of it unmasked."""

    label: str
    count: str


@dataclass(frozen=True, slots=True)
class Masking:
    """How what is kept fits the policy in force, and what people found unmasked."""

    sentence: str
    percent: int | None
    missed: tuple[Line, ...]


def of() -> Masking:
    """Return the state of masking in totals."""
    now = progress.now()
    counts = marked.reported()
    return Masking(
        sentence=_sentence(now),
        percent=now.percent if now.told and not now.done else None,
        missed=tuple(Line(str(SORTS[sort]), _about(n)) for sort, n in counts.items()),
    )


@staff_page(Role.COMPLIANCE)
@require_safe
def names(request: StaffRequest) -> HttpResponse:
    """Show the form, and about how many names there are."""
    return _page(request)


@staff_page(Role.COMPLIANCE)
@require_POST
def forbid(request: StaffRequest) -> HttpResponse:
    """Put a name on the list."""
    done = _("The name must never appear from now on. What is kept is being masked again.")
    return _change(request, forbidden.forbid, done)


@staff_page(Role.COMPLIANCE)
@require_POST
def allow(request: StaffRequest) -> HttpResponse:
    """Take a name off the list; the answer is the same where it was not on it."""
    done = _("If the name was on the list, it is not any more. What is masked stays masked.")
    return _change(request, forbidden.allow, done)


def _change(request: StaffRequest, act: Callable[[str, Actor], None], done: str) -> HttpResponse:
    name = request.POST.get("name", "")
    try:
        act(name, actor(request))
    except forbidden.NameUnfit as unfit:
        return _page(request, name, f"{unfit.message} {unfit.remedy}", unfit.status)
    messages.success(request, done)
    return redirect("compliance:names")


def _page(
    request: StaffRequest, typed: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    number = forbidden.about()
    context = {
        "title": _("About %(n)d names must never appear.") % {"n": number}
        if number
        else _("Fewer than ten names must never appear, or none."),
        "typed": typed,
        "error": error,
        "longest": forbidden.LONGEST,
        "sentence": of().sentence,
    }
    return render(request, "compliance/names.html", context, status=status)


def _sentence(now: progress.Progress) -> str:
    if not now.told:
        return _("Once ten people have something kept, you see here how much fits the policy.")
    if now.done:
        return _("All that is kept is masked by the policy in force.")
    words = _("What is kept is being masked by the new policy: about %(n)d percent done.")
    return words % {"n": now.percent}


def _about(number: int | None) -> str:
    return _("About %(n)d") % {"n": number} if number else _("Fewer than ten, or none")
