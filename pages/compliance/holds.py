"""Legal holds: two officers place, renew and lift them, and open what they keep with two others."""

import uuid
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance import clock
from governance.audit.acts import Role
from governance.directory.models import Employee
from governance.holds import acts, opening, queries, shares
from governance.holds.errors import (
    EmployersMatter,
    MatterIncomplete,
    MatterUnknown,
    NotAgreed,
    ShareWrong,
)
from governance.holds.models import Holder, LegalHold
from pages import holds as pages
from pages.access import StaffRequest, staff_page
from pages.versions import typed

MOST = 100


@dataclass(frozen=True, slots=True)
class Form:
    """What was chosen and typed, and what is wrong with which field."""

    email: str = ""
    matter: str = ""
    outside: str = ""
    reference: str = ""
    purposes: tuple[str, ...] = ()
    wrong: str = ""
    error: str = ""


@staff_page(Role.COMPLIANCE)
@require_safe
def holds(request: StaffRequest) -> HttpResponse:
    """List the holds, and offer to propose one."""
    return _list(request, Form())


@staff_page(Role.COMPLIANCE)
@require_POST
def propose(request: StaffRequest) -> HttpResponse:
    """Propose a hold; nothing is held before another officer confirms."""
    form = Form(
        email=typed.text(request, "email", 254).strip(),
        matter=typed.text(request, "matter", 20),
        outside=typed.text(request, "outside"),
        reference=typed.text(request, "reference"),
        purposes=tuple(
            slug for slug in request.POST.getlist("purposes") if slug in pages.purpose_names()
        ),
    )
    person = Employee.objects.filter(email__iexact=form.email).first() if form.email else None
    if person is None:
        said = _("Nobody in the directory has this address.")
        return _list(request, replace(form, wrong="email", error=said), 422)
    try:
        hold = acts.propose(
            person,
            acts.Proposal(form.matter, form.outside, form.reference, form.purposes),
            request.user,
        )
    except (MatterUnknown, MatterIncomplete, EmployersMatter) as refused:
        return _list(request, _with_error(form, refused), 422)
    messages.success(request, _("Proposed. Another compliance officer must confirm it."))
    return redirect("compliance:hold", hold.pk)


@staff_page(Role.COMPLIANCE)
@require_safe
def hold(request: StaffRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Show one hold, and what this officer can do."""
    return _page(request, hold_id)


@staff_page(Role.COMPLIANCE)
@require_POST
def confirm(request: StaffRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Give the second word."""
    acts.confirm(_row(request, hold_id).pk, request.user)
    messages.success(request, _("Placed. The person and the representatives are being told."))
    return redirect("compliance:hold", hold_id)


@staff_page(Role.COMPLIANCE)
@require_POST
def renew(request: StaffRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Ask for 90 days more, or give the second word for it."""
    row = _row(request, hold_id)
    if row.renewal_asked_by_id is None:
        acts.ask_renewal(hold_id, request.user)
        messages.success(request, _("Asked. Another compliance officer must confirm it."))
    else:
        acts.renew(hold_id, request.user)
        messages.success(request, _("Renewed. The person and the representatives are being told."))
    return redirect("compliance:hold", hold_id)


@staff_page(Role.COMPLIANCE)
@require_POST
def lift(request: StaffRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Lift a hold, after one question: what it kept is erased."""
    row = _row(request, hold_id)
    if request.POST.get("confirmed") != "1":
        context = {"hold": pages.card(row, request.user)}
        return render(request, "compliance/hold_lift.html", context)
    acts.lift(hold_id, request.user)
    messages.success(request, _("Lifted. What it kept is being erased."))
    return redirect("compliance:hold", hold_id)


@staff_page(Role.COMPLIANCE)
@require_POST
def share(request: StaffRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Hand out the share of compliance, or the one for the court or authority, once."""
    wanted = request.POST.get("holder", "")
    holder = Holder.OUTSIDE if wanted == Holder.OUTSIDE else Holder.COMPLIANCE
    text = opening.fetch_share(_row(request, hold_id).pk, holder, request.user)
    return pages.attachment(
        text.encode(), f"sayso-hold-{hold_id}-{holder}.json", "application/json"
    )


@staff_page(Role.COMPLIANCE)
@require_POST
def begin(request: StaffRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Ask for an opening, naming the order."""
    order = typed.text(request, "order")
    try:
        opening.begin(_row(request, hold_id).pk, order, request.user)
    except (MatterIncomplete, EmployersMatter) as refused:
        error = str(refused.message)
        return _page(request, hold_id, {"order": order, "order_error": error}, 422)
    messages.success(request, _("Asked. A representative must bring their share in 24 hours."))
    return redirect("compliance:hold", hold_id)


@staff_page(Role.COMPLIANCE)
@require_POST
def open_held(request: StaffRequest, hold_id: uuid.UUID) -> HttpResponse | StreamingHttpResponse:
    """Open what is held with both shares brought, beside that of the representative."""
    row = _row(request, hold_id)
    running = opening.running(row)
    files = {
        holder: file.read(shares.FILE_MAX)
        for holder in (Holder.COMPLIANCE, Holder.OUTSIDE)
        if (file := request.FILES.get(str(holder)))
    }
    try:
        if running is None:
            raise NotAgreed
        parts = opening.open_held(running.pk, files, request.user)
    except (ShareWrong, NotAgreed) as refused:
        return _page(request, hold_id, {"open_error": _open_error(refused)}, 422)
    name = f"sayso-hold-{clock.today().isoformat()}-{hold_id}.zip"
    return pages.outflow(parts, name, "application/zip")


def _list(request: StaffRequest, form: Form, status: int = 200) -> HttpResponse:
    pages.refuse_hr(request.user)
    found = pages.lines(Role.COMPLIANCE, request.user)
    context = {
        "holds": found[:MOST],
        "more": len(found) > MOST,
        "waiting": sum(line.waits for line in found),
        "form": form,
        "may_place": acts.may_place(request.user),
        "matters": list(pages.MATTERS.items()),
        "purposes": list(pages.purpose_names().items()),
    }
    return render(request, "compliance/holds.html", context, status=status)


def _page(
    request: StaffRequest,
    hold_id: uuid.UUID,
    more: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    row = _row(request, hold_id)
    context = {"hold": pages.card(row, request.user), **(more or {})}
    return render(request, "compliance/hold.html", context, status=status)


def _row(request: StaffRequest, hold_id: uuid.UUID) -> LegalHold:
    pages.refuse_hr(request.user)
    return get_object_or_404(queries.listed(), pk=hold_id)


def _with_error(form: Form, refused: MatterUnknown | MatterIncomplete | EmployersMatter) -> Form:
    if isinstance(refused, MatterUnknown):
        return replace(form, wrong="matter", error=_("Choose one of the three."))
    if isinstance(refused, MatterIncomplete):
        said = _("This is missing, or longer than 200 characters.")
        if refused.field == "purposes":
            said = _("Choose at least one purpose.")
        return replace(form, wrong=refused.field, error=said)
    said = _(
        "Refused: “%(word)s” speaks of %(ground)s. Sayso holds nothing for such a matter. That it "
        "was tried is in the log."
    )
    return replace(
        form, wrong=refused.field, error=said % {"word": refused.word, "ground": refused.ground}
    )


def _open_error(refused: ShareWrong | NotAgreed) -> str:
    if isinstance(refused, NotAgreed):
        return str(refused.message)
    if refused.holder in Holder.values:
        said = _("This share is missing or does not fit: %(holder)s.")
        return said % {"holder": pages.HOLDERS[Holder(refused.holder)]}
    return str(refused.message)
