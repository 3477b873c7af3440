"""My data: every episode as it is stored, and what was masked in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from governance import clock
from governance.devices import forgetting
from governance.directory.closing import refuse_while_closed
from pages import dates
from pages.access import EmployeeRequest, employee_page
from pages.employee import filters, looks, masking, releases
from pages.employee.episodes import EpisodeCard, card
from pages.pieces import mask_name, shown
from pages.sign import joined
from training import copy, masks, own
from training.own import EpisodeView, Page


@dataclass(frozen=True, slots=True)
class DayCard:
    """A day; `delete_count` counts all of it, not this page alone."""

    label: str
    date_iso: str
    delete_count: int
    episodes: tuple[EpisodeCard, ...]


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where in the list this page is."""

    first: int
    last: int
    total: int
    newer_url: str
    older_url: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A name, its label and how many."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A kind of mask and how often it stands in the data."""

    kind: str
    count: int


@employee_page
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: EmployeeRequest) -> HttpResponse:
    """Show the episodes that fit; a filter comes by POST and goes on in a sealed address."""
    owner = request.employee.owner
    refuse_while_closed(request.employee)
    if request.method == "POST":
        wanted = filters.from_post(request.POST)
        return redirect(_address(filters.seal(owner, wanted) if wanted.narrow else "", 1))
    sealed = request.GET.get("view", "")
    wanted = filters.unseal(owner, sealed)
    views = list(own.every(owner))
    fitting = [view for view in views if wanted.as_filters().fit(view)]
    page = own.paged(fitting, _number(request.GET.get("page", "1")))
    applications = Counter(view.body.application for view in views)
    sites = Counter(view.body.site for view in views if view.body.site)
    texts = (text for view in views for text in view.texts)
    context = {
        "count": len(views),
        "today": clock.today(),
        "days": _days(page.episodes, Counter(view.body.day for view in views)),
        "filters": filters.form(wanted, applications, sites),
        "page": _links(page, sealed),
        "masked": [Masked(mask_name(name), n) for name, n in masks.counts(texts).items()],
        "mask_form": masking.form(),
        "looks": looks.of(owner),
        "delete_applications": _counted(applications),
        "delete_sites": _counted(sites),
        "forgetting": _forgetting(owner),
        "in_releases": releases.of(owner),
    }
    return render(request, "employee/my_data.html", context)


@employee_page
@require_POST
def download(request: EmployeeRequest) -> HttpResponse:
    """Hand out everything that is kept, as a ZIP of JSON with an index to read."""
    refuse_while_closed(request.employee)
    response = HttpResponse(copy.zipped(request.employee.owner), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="sayso-my-data.zip"'
    return response


def _forgetting(owner: str) -> str:
    """Say which devices have not forgotten yet, and that nothing slips in meanwhile."""
    waiting = forgetting.waiting(owner)
    if not waiting:
        return ""
    sentence = ngettext(
        "Waiting for %(names)s to drop what you took back. Until then nothing that it sends and "
        "that could be meant is kept.",
        "Waiting for %(names)s to drop what you took back. Until then nothing that they send and "
        "that could be meant is kept.",
        len(waiting),
    )
    return sentence % {"names": joined([shown(name) for name in waiting])}


def _days(episodes: Sequence[EpisodeView], counts: Counter[object]) -> list[DayCard]:
    return [
        DayCard(
            label=dates.weekday(day),
            date_iso=day.isoformat(),
            delete_count=counts[day],
            episodes=tuple(card(view) for view in group),
        )
        for day, group in groupby(episodes, key=lambda view: view.body.day)
    ]


def _links(page: Page, sealed: str) -> PageLinks:
    first = (page.number - 1) * own.PAGE + 1
    return PageLinks(
        first=first,
        last=first + len(page.episodes) - 1,
        total=page.total,
        newer_url=_address(sealed, page.number - 1) if page.number > 1 else "",
        older_url=_address(sealed, page.number + 1) if page.number < page.pages else "",
    )


def _address(sealed: str, number: int) -> str:
    query = {**({"view": sealed} if sealed else {}), **({"page": number} if number > 1 else {})}
    return reverse("employee:my_data") + (f"?{urlencode(query)}" if query else "")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def _counted(counts: Counter[str]) -> list[Counted]:
    return [Counted(name, shown(name), n) for name, n in counts.most_common()]
