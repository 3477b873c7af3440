"""Suspending a unit, a purpose, or a purpose in a unit, at once; and lifting it.

Compliance and representatives have the same; each lifts what it suspended.
"""

import uuid
from dataclasses import dataclass, replace
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.audit.acts import Role
from governance.directory.models import Unit, User
from governance.purposes import queries
from governance.purposes import suspensions as acts
from governance.purposes.errors import NothingToSuspend, ReasonNeeded
from governance.purposes.models import Purpose, Suspension
from pages.dates import day
from pages.versions import typed, words

MOST = 100
TEMPLATES = {
    Role.COMPLIANCE: "compliance/halt.html",
    Role.REPRESENTATIVE: "representative/suspend.html",
}


@dataclass(frozen=True, slots=True)
class Running:
    """A suspension that holds."""

    id: str
    what: str
    reason: str
    since: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Form:
    """What was chosen and typed, and what is wrong with it."""

    purpose: str = ""
    unit: str = ""
    reason: str = ""
    place_error: str = ""
    reason_error: str = ""


def suspensions(request: HttpRequest, role: Role) -> HttpResponse:
    """List what is suspended now, and offer to suspend more."""
    return _page(request, role, Form())


def suspend(request: HttpRequest, role: Role) -> HttpResponse:
    """Suspend at once."""
    form = Form(
        purpose=typed.text(request, "purpose"),
        unit=typed.text(request, "unit"),
        reason=typed.text(request, "reason"),
    )
    purpose = _purpose(form.purpose)
    unit = _unit(form.unit)
    try:
        acts.suspend(purpose, unit, form.reason, cast(User, request.user), role)
    except NothingToSuspend:
        said = _("Choose a purpose, a unit, or both.")
        return _page(request, role, replace(form, place_error=said), 422)
    except ReasonNeeded:
        said = _("Write why, so that those who read it later know.")
        return _page(request, role, replace(form, reason_error=said), 422)
    messages.success(request, _("Suspended. The last computer stops within a minute."))
    return redirect(f"{role}:suspensions")


def lift(request: HttpRequest, role: Role) -> HttpResponse:
    """Lift one suspension."""
    found = Suspension.objects.filter(pk=_uuid(request.POST.get("suspension", ""))).first()
    if found is None:
        raise Http404
    acts.resume(found, cast(User, request.user), role)
    messages.success(request, _("Lifted. What people allowed is recorded again."))
    return redirect(f"{role}:suspensions")


def _page(request: HttpRequest, role: Role, form: Form, status: int = 200) -> HttpResponse:
    names = {one.purpose_id: words.name_of(one) for one in queries.in_force()}
    running = [_running(row, names, role) for row in queries.running_suspensions()[:MOST]]
    context = {
        "running": running,
        "form": form,
        "purposes": list(names.items()),
        "units": [(str(unit.pk), unit.name) for unit in Unit.objects.order_by("name")],
    }
    return render(request, TEMPLATES[role], context, status=status)


def _running(row: Suspension, names: dict[str, str], role: Role) -> Running:
    maker, since = row.role or Role.REPRESENTATIVE, day(timezone.localdate(row.since))
    return Running(
        id=str(row.pk),
        what=_what(row, names),
        reason=row.reason,
        since=_("Suspended by %(who)s since %(day)s.") % {"who": words.who(maker), "day": since},
        mine=row.role in {"", role},
    )


def _what(row: Suspension, names: dict[str, str]) -> str:
    if row.purpose is None:
        return _("Everything in %(unit)s") % {"unit": row.unit.name if row.unit else ""}
    name = names.get(row.purpose.slug, row.purpose.slug)
    if row.unit is None:
        return _("%(purpose)s, everywhere") % {"purpose": name}
    return _("%(purpose)s in %(unit)s") % {"purpose": name, "unit": row.unit.name}


def _purpose(slug: str) -> Purpose | None:
    return Purpose.objects.filter(slug=slug).first() if slug else None


def _unit(number: str) -> Unit | None:
    known = number.isdecimal() and len(number) < 10
    return Unit.objects.filter(pk=int(number)).first() if known else None


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error
