"""Versions that wait for the representative, one version with its difference first, and the say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.accountability import choice_asked
from governance.audit.acts import Role
from governance.directory.models import User
from governance.holds import queries as holds
from governance.purposes import queries
from governance.purposes.models import PurposeVersion
from pages import stopping
from pages.access import StaffRequest, staff_page
from pages.versions import deciding, listing, shown, words
from pages.versions.deciding import Form
from training import review

VERSION = "representative:version"
MOST = 50


@staff_page(Role.REPRESENTATIVE)
@require_safe
def waiting(request: StaffRequest) -> HttpResponse:
    """List what waits for the representative, the oldest first."""
    found = queries.waiting(Role.REPRESENTATIVE)
    context = {
        "lines": [words.line(version, VERSION) for version in found[:MOST]],
        "count": len(found),
        "caption": _("Versions that wait, the oldest first"),
        "stop": stopping.now(request.user, Role.REPRESENTATIVE),
        "samples": review.waiting_for(request.user),
        "asked": choice_asked.unseen(),
        "holds": holds.standing_anywhere(),
        "suspended": queries.running_suspensions().count(),
    }
    return render(request, "representative/waiting.html", context)


@staff_page(Role.REPRESENTATIVE)
@require_safe
def purposes(request: HttpRequest) -> HttpResponse:
    """List every version by state."""
    return render(request, "representative/purposes.html", listing.context(request, VERSION))


@staff_page(Role.REPRESENTATIVE)
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version, and ask for the word where it is waited for."""
    return _page(request, deciding.found(slug, number), Form())


@staff_page(Role.REPRESENTATIVE)
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Approve or refuse; both come to this one address, the choice in the body."""
    found = deciding.asked(request)
    form = deciding.decide(request, found, Role.REPRESENTATIVE)
    if form is not None:
        return _page(request, found, form, 422)
    return redirect(VERSION, found.purpose_id, found.number)


def _page(
    request: HttpRequest, found: PurposeVersion, form: Form, status: int = 200
) -> HttpResponse:
    path = reverse(VERSION, args=[found.purpose_id, found.number])
    user = request.user
    may = isinstance(user, User) and deciding.may(found, user, Role.REPRESENTATIVE)
    context = shown.context(found, request.GET.get("language", ""), path) | {
        "form": form,
        "may_decide": may,
        "own": found.author_id == user.pk,
        "decide_url": reverse("representative:decide"),
        "back_url": reverse("representative:waiting" if may else "representative:purposes"),
        "back": _("Waiting for you") if may else _("Purposes"),
    }
    return render(request, "representative/version.html", context, status=status)
