"""All releases, the newest first; with none, what to do first."""

import uuid
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from governance.audit.acts import Role
from pages import dates
from pages.access import staff_page
from pages.hr.paging import paged
from pages.steward import words
from training.models import Release, ReleaseState
from training.releases import queries
from training.releases.manifest import name_of


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A release in the list."""

    id: uuid.UUID
    name: str
    purpose: str
    state: str
    late: bool
    rows: str
    ends: str


@staff_page(Role.STEWARD)
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """List releases."""
    purpose, state = request.GET.get("purpose", ""), request.GET.get("state", "")
    found = queries.releases(purpose, state if state in ReleaseState.values else "")
    number = request.GET.get("page", "1")
    query = {"purpose": purpose, "state": state}
    rows, links = paged(found, number, reverse("steward:releases"), query)
    titles = words.titles()
    open_recalls = queries.open_recalls()
    context = {
        "sentence": _sentence(open_recalls),
        "open_recalls": open_recalls,
        "releases": [_line(row, titles.get((row.purpose, row.version), "")) for row in rows],
        "page": links,
        "purposes": queries.purposes(),
        "purpose": purpose,
        "states": words.STATES.items(),
        "state": state,
        "narrowed": bool(purpose or state),
    }
    return render(request, "steward/releases.html", context)


def _sentence(open_recalls: int) -> str:
    if open_recalls:
        return ngettext(
            "%(n)d recall waits for you.", "%(n)d recalls wait for you.", open_recalls
        ) % {"n": open_recalls}
    building = queries.releases().filter(state__in=(ReleaseState.WAITING, ReleaseState.BUILDING))
    if building.exists():
        return _("A release is being built.")
    ready = queries.releases(state=ReleaseState.READY).count()
    if ready:
        return ngettext(
            "%(n)d release can be downloaded.", "%(n)d releases can be downloaded.", ready
        ) % {"n": ready}
    return _("No release can be downloaded.")


def _line(row: Release, title: str) -> ReleaseLine:
    is_open = hasattr(row, "recall") and row.recall.acknowledged_on is None
    out = row.state in (ReleaseState.READY, ReleaseState.RECALLED)
    return ReleaseLine(
        id=row.pk,
        name=name_of(row),
        purpose=title,
        state=str(words.STATES[row.state]),
        late=row.state == ReleaseState.RECALLED and is_open,
        rows=dates.number(row.counts["rows"]) if out else "",
        ends=dates.day(row.ends_on) if out and row.ends_on else "",
    )
