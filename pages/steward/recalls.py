"""Recalls: which release, by when, what to do. Never why, and never how many people."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from governance import clock
from governance.audit.acts import Role
from governance.directory.models import User
from pages import dates
from pages.access import staff_page
from pages.hr.paging import paged
from training.models import Recall
from training.releases import queries
from training.releases import recalls as acts
from training.releases.manifest import name_of


@dataclass(frozen=True, slots=True)
class RecallView:
    """A recall as it is shown; `drop_url` is "" where all of the release goes."""

    id: uuid.UUID
    release_id: uuid.UUID
    name: str
    round: str
    sent: str
    due: str
    left: str
    late: bool
    todo: str
    button: str
    drop_url: str
    answered: str


@staff_page(Role.STEWARD)
@require_safe
def recalls(request: HttpRequest) -> HttpResponse:
    """List the recalls that were sent, the newest round first."""
    number = request.GET.get("page", "1")
    rows, links = paged(queries.recalls(), number, reverse("steward:recalls"), {})
    open_ones = queries.open_recalls()
    sentence = _("No recall waits for you.")
    if open_ones:
        sentence = ngettext(
            "%(n)d recall waits for you.", "%(n)d recalls wait for you.", open_ones
        ) % {"n": open_ones}
    context = {"sentence": sentence, "recalls": [view_of(row) for row in rows], "page": links}
    return render(request, "steward/recalls.html", context)


@staff_page(Role.STEWARD)
@require_safe
def drop(request: HttpRequest, recall_id: uuid.UUID) -> HttpResponse:
    """Hand out the rows to drop, one id a line."""
    recall = get_object_or_404(queries.recalls(), pk=recall_id)
    assert isinstance(request.user, User)  # noqa: S101 (the table of access has asked)
    rows = acts.take_list(recall.pk, request.user)
    if not rows:
        raise Http404
    response = HttpResponse("\n".join(rows) + "\n", content_type="text/plain")
    name = f"{name_of(recall.release)}-drop-{recall.round}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@staff_page(Role.STEWARD)
@require_POST
def acknowledge(request: HttpRequest, recall_id: uuid.UUID) -> HttpResponse:
    """Note that it has been done."""
    assert isinstance(request.user, User)  # noqa: S101 (the table of access has asked)
    recall = get_object_or_404(queries.recalls(), pk=recall_id)
    acts.acknowledge(recall.pk, request.user)
    messages.info(
        request,
        _("Noted: the recall of %(name)s is done. Sayso has deleted its own files.")
        % {"name": name_of(recall.release)},
    )
    return redirect("steward:recalls")


def view_of(recall: Recall) -> RecallView:
    """Return a recall as it is shown."""
    rows = len(recall.drop)
    answered = recall.acknowledged_on
    return RecallView(
        id=recall.pk,
        release_id=recall.release_id,
        name=name_of(recall.release),
        round=recall.round,
        sent=dates.day(recall.issued_on) if recall.issued_on else "",
        due=dates.day(recall.due_on) if recall.due_on else "",
        left="" if answered or recall.due_on is None else _left(recall.due_on),
        late=answered is None and recall.due_on is not None and recall.due_on < clock.today(),
        todo=_todo(rows),
        button=_("The rows are dropped") if rows else _("All copies are deleted"),
        drop_url=reverse("steward:drop", args=[recall.pk]) if rows else "",
        answered=_("Answered on %(day)s") % {"day": dates.day(answered)} if answered else "",
    )


def _todo(rows: int) -> str:
    if not rows:
        return _("Delete every copy of it, also what was made from it and still holds its rows.")
    return ngettext(
        "Drop %(n)s row in every copy.", "Drop the %(n)s listed rows in every copy.", rows
    ) % {"n": dates.number(rows)}


def _left(due: date) -> str:
    days = (due - clock.today()).days
    if days < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    if days == 0:
        return _("today")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
