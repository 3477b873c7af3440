"""Legal holds as the representative knows them: every one, from the proposal on."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.audit.acts import Role
from governance.holds import acts, opening, queries, shares
from governance.holds.errors import MatterIncomplete, ShareWrong
from governance.holds.models import Holder, LegalHold
from pages import holds as pages
from pages.access import StaffRequest, staff_page
from pages.versions import typed


@staff_page(Role.REPRESENTATIVE)
@require_safe
def holds(request: StaffRequest) -> HttpResponse:
    """List every hold, what is proposed too."""
    pages.refuse_hr(request.user)
    found = pages.lines(Role.REPRESENTATIVE, request.user)
    return render(request, "representative/holds.html", {"holds": found})


@staff_page(Role.REPRESENTATIVE)
@require_safe
def hold(request: StaffRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Show one hold."""
    return _page(request, hold_id)


@staff_page(Role.REPRESENTATIVE)
@require_POST
def object_to(request: StaffRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Object with a reason; it stands with the hold, and nobody takes it off."""
    text = typed.text(request, "reason")
    try:
        acts.object_as_representative(_row(request, hold_id).pk, request.user, text)
    except MatterIncomplete:
        said = _("Write why, in 1000 characters at most.")
        return _page(request, hold_id, {"reason": text, "reason_error": said}, 422)
    messages.success(request, _("Your objection stands with the hold. Both officers are told."))
    return redirect("representative:hold", hold_id)


@staff_page(Role.REPRESENTATIVE)
@require_POST
def share(request: StaffRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Hand out the representative's share, once."""
    row = _row(request, hold_id)
    text = opening.fetch_share(row.pk, Holder.REPRESENTATIVE, request.user)
    name = f"sayso-hold-{hold_id}-{Holder.REPRESENTATIVE}.json"
    return pages.attachment(text.encode(), name, "application/json")


@staff_page(Role.REPRESENTATIVE)
@require_POST
def agree(request: StaffRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Bring the representative's share for an opening that runs."""
    running = opening.running(_row(request, hold_id))
    if running is None:
        raise Http404
    file = request.FILES.get("share")
    try:
        opening.agree(running.pk, file.read(shares.FILE_MAX) if file else b"", request.user)
    except ShareWrong as refused:
        return _page(request, hold_id, {"share_error": str(refused.message)}, 422)
    messages.success(request, _("Your share is here until the opening, for 24 hours at most."))
    return redirect("representative:hold", hold_id)


def _page(
    request: StaffRequest,
    hold_id: uuid.UUID,
    more: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"hold": pages.card(_row(request, hold_id), request.user), **(more or {})}
    return render(request, "representative/hold.html", context, status=status)


def _row(request: StaffRequest, hold_id: uuid.UUID) -> LegalHold:
    pages.refuse_hr(request.user)
    return get_object_or_404(queries.listed(), pk=hold_id)
