"""Figures of groups of ten and more, refused uses, late answers, and who asked to see a choice."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from governance.accountability import choice_asked, figures
from governance.accountability.figures import Dimension, FigureView
from governance.audit import search
from governance.audit.acts import Act, Role
from governance.directory.models import User
from governance.purposes import labels
from governance.purposes import queries as purposes
from governance.rights import queries as rights
from pages import dates, watching
from pages.access import staff_page
from pages.versions import words

USES = (Act.PURPOSE_FORBIDDEN, Act.HOLD_REFUSED, Act.DATA_READ, Act.DATA_DOWNLOADED)
"""Acts whose refusal is a refused use: of a purpose in writing, of a hold, of what was captured."""
MONTHS = 12
GROUPS: dict[Dimension, Promise] = {
    Dimension.NONE: gettext_lazy("The whole company"),
    Dimension.UNIT: gettext_lazy("By unit"),
    Dimension.JURISDICTION: gettext_lazy("By law"),
    Dimension.PURPOSE: gettext_lazy("By purpose"),
}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure that can be shown: what, of which group, and how many."""

    label: str
    group: str
    value: str


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The figures of one dimension; `hidden` says that there are groups too small to show."""

    title: str
    rows: tuple[FigureRow, ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Month:
    """How many uses were refused in a month."""

    name: str
    count: int


@staff_page(Role.REPRESENTATIVE)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Show what the representative may know of all, and nothing of one."""
    refused = _refused()
    context = {
        "week": figures.newest() or "",
        "tables": _tables(figures.of()),
        "months": refused,
        "refused_total": sum(month.count for month in refused),
        "overdue": rights.overdue(),
        "asked": choice_asked.unseen(),
        "asked_week": choice_asked.last_week() or "",
        "watch": watching.of(),
    }
    return render(request, "representative/reports.html", context)


@staff_page(Role.REPRESENTATIVE)
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Note that the report has been read."""
    choice_asked.seen(cast(User, request.user))
    messages.success(request, _("Noted. A new report would stand here again."))
    return redirect("representative:reports")


def _refused() -> list[Month]:
    return [Month(_month(month), count) for month, count in search.refused_by_month(USES, MONTHS)]


def _month(value: date) -> str:
    return formats.date_format(value, pgettext("month and year", "F Y"))


def _tables(found: list[FigureView]) -> list[FigureTable]:
    names = {version.purpose_id: words.name_of(version) for version in purposes.in_force()}
    tables = []
    for dimension, title in GROUPS.items():
        views = [view for view in found if view.dimension == dimension]
        rows = tuple(
            FigureRow(view.label, _group(view, names), dates.number(view.value))
            for view in views
            if view.value is not None
        )
        if views:
            tables.append(FigureTable(str(title), rows, len(rows) < len(views)))
    return tables


def _group(view: FigureView, names: dict[str, str]) -> str:
    if view.dimension == Dimension.PURPOSE:
        return names.get(view.group, view.group)
    if view.dimension == Dimension.JURISDICTION:
        return labels.place(view.group)
    return view.group or _("Without a unit") if view.dimension == Dimension.UNIT else ""
