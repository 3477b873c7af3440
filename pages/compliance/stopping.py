"""Stop all, and the two words that start again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.audit.acts import Role
from governance.stops import stop
from pages.access import StaffRequest, staff_page

LONGEST = 1000


@staff_page(Role.COMPLIANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_all(request: StaffRequest) -> HttpResponse:
    """Ask for the reason, then halt everything at once."""
    if request.method != "POST":
        return render(request, "compliance/stop.html", {"stopped": stop.active()})
    reason = request.POST.get("reason", "").strip()[:LONGEST]
    if not reason:
        error = _("Write why everything must stop. People read it in the log.")
        return render(request, "compliance/stop.html", {"error": error}, status=422)
    if not stop.active():
        stop.begin(reason, request.user, Role.COMPLIANCE)
    messages.warning(request, _("Everything is stopped. Agents learn it within seconds."))
    return redirect("compliance:overview")


@staff_page(Role.COMPLIANCE)
@require_POST
def start_again(request: StaffRequest) -> HttpResponse:
    """Give one of the two words that start again."""
    ended = stop.end(request.user, Role.COMPLIANCE)
    if ended.ended_at is None:
        messages.success(request, _("Your word is given. A second person must give theirs."))
    else:
        messages.success(request, _("Started again. Agents ask for permission as before."))
    return redirect("compliance:overview")
