"""Stop all, and the two words that start again; compliance and representatives have the same."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.audit.acts import Role
from governance.directory.models import User
from governance.stops import stop
from pages import dates
from pages.access import StaffRequest
from pages.navigation import home_of

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Stopped:
    """That everything is stopped, for a page of a role.

    Attributes:
        own_word: this user has given one of the two words.
        one_word: somebody else has.
    """

    since: str
    reason: str
    own_word: bool
    one_word: bool
    start_url: str


def now(user: User, role: Role) -> Stopped | None:
    """Return what a page says while everything is stopped; None while it is not."""
    row = stop.current()
    if row is None:
        return None
    return Stopped(
        since=dates.day(row.since),
        reason=row.reason,
        own_word=row.ended_first_id == user.pk,
        one_word=row.ended_first_id not in (None, user.pk),
        start_url=reverse(f"{role}:start"),
    )


def stop_all(request: StaffRequest, role: Role) -> HttpResponse:
    """Ask for the reason, then halt everything at once."""
    context: dict[str, object] = {
        "stopped": stop.active(),
        "home": reverse(home_of(role)),
        "stop_url": reverse(f"{role}:stop"),
    }
    if request.method != "POST":
        return render(request, "compliance/stop.html", context)
    reason = request.POST.get("reason", "").strip()[:LONGEST]
    if not reason:
        context["error"] = _("Write why everything must stop.")
        return render(request, "compliance/stop.html", context, status=422)
    if not stop.active():
        stop.begin(reason, request.user, role)
    messages.warning(request, _("Everything is stopped. Agents learn it within seconds."))
    return redirect(home_of(role))


def start_again(request: StaffRequest, role: Role) -> HttpResponse:
    """Give one of the two words that start again."""
    ended = stop.end(request.user, role)
    if ended.ended_at is None:
        messages.success(request, _("Your word is given. A second person must give theirs."))
    else:
        messages.success(request, _("Started again. Agents ask for permission as before."))
    return redirect(home_of(role))
