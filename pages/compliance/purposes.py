"""Versions of purposes as the compliance officer reads them: an opinion, and the word."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.audit.acts import Role
from governance.directory.models import User
from governance.purposes import opinions, queries
from governance.purposes.errors import ReasonNeeded
from governance.purposes.models import PurposeVersion, VersionState
from pages.access import staff_page
from pages.versions import deciding, listing, shown, typed, words
from pages.versions.deciding import Form

VERSION = "compliance:purpose"
MOST = 50


@staff_page(Role.COMPLIANCE)
@require_safe
def purposes(request: HttpRequest) -> HttpResponse:
    """List what waits for compliance, then every version by state."""
    found = queries.waiting(Role.COMPLIANCE)
    context = listing.context(request, VERSION) | {
        "waiting": [words.line(version, VERSION) for version in found[:MOST]],
        "count": len(found),
        "waiting_caption": _("Versions that wait, the oldest first"),
    }
    return render(request, "compliance/purposes.html", context)


@staff_page(Role.COMPLIANCE)
@require_safe
def purpose(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version, with the difference first."""
    return _page(request, deciding.found(slug, number), Form(), Form())


@staff_page(Role.COMPLIANCE)
@require_POST
def opinion(request: HttpRequest) -> HttpResponse:
    """Give an opinion, which the owner and the representative read."""
    found = deciding.asked(request)
    text = typed.text(request, "opinion", 4000)
    user = request.user
    if not isinstance(user, User):
        raise TypeError  # the table of access lets nobody else in
    try:
        opinions.give(found, user, text)
    except ReasonNeeded:
        advice = Form(text, _("Write your opinion, or leave this form alone."))
        return _page(request, found, Form(), advice, 422)
    messages.success(request, _("Your opinion is there for the owner and the representative."))
    return redirect(f"{reverse(VERSION, args=[found.purpose_id, found.number])}#opinion")


@staff_page(Role.COMPLIANCE)
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Approve or refuse; both come to this one address, the choice in the body."""
    found = deciding.asked(request)
    form = deciding.decide(request, found, Role.COMPLIANCE)
    if form is not None:
        return _page(request, found, form, Form(), 422)
    return redirect(VERSION, found.purpose_id, found.number)


def _page(
    request: HttpRequest, found: PurposeVersion, form: Form, advice: Form, status: int = 200
) -> HttpResponse:
    path = reverse(VERSION, args=[found.purpose_id, found.number])
    user = request.user
    context = shown.context(found, request.GET.get("language", ""), path) | {
        "form": form,
        "advice": advice,
        "may_decide": isinstance(user, User) and deciding.may(found, user, Role.COMPLIANCE),
        "may_advise": found.state == VersionState.PROPOSED,
        "decide_url": reverse("compliance:decide"),
        "back_url": reverse("compliance:purposes"),
        "back": _("Purposes"),
    }
    return render(request, "compliance/purpose.html", context, status=status)
