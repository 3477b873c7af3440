"""Versions in a list: by state, fifty a page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from governance.purposes import queries
from governance.purposes.models import VersionState
from pages.versions import words

PAGE = 50


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where in the list this page is; an address is "" where there is no such page."""

    first: int
    last: int
    total: int
    before_url: str
    after_url: str


def context(request: HttpRequest, page_name: str) -> dict[str, object]:
    """Return a list of versions, filtered by what the address says.

    Args:
        request: with `state` and `page`.
        page_name: name of the address that shows one version.
    """
    chosen = request.GET.get("state", "")
    rows = queries.versions()
    if chosen in words.STATES:
        rows = rows.filter(state=chosen)
    suspended = queries.suspended_everywhere()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page", "1"))
    return {
        "lines": [words.line(version, page_name, suspended) for version in page.object_list],
        "states": [(state.value, label) for state, label in words.STATES.items()],
        "chosen": chosen if chosen in words.STATES else "",
        "caption": _("Versions, the newest first"),
        "page": PageLinks(
            first=page.start_index(),
            last=page.end_index(),
            total=page.paginator.count,
            before_url=_address(request, page.number - 1) if page.has_previous() else "",
            after_url=_address(request, page.number + 1) if page.has_next() else "",
        ),
        "in_force": queries.versions().filter(state=VersionState.IN_FORCE).count(),
    }


def _address(request: HttpRequest, number: int) -> str:
    query = {"state": request.GET.get("state", ""), "page": str(number)}
    return f"{request.path}?{urlencode({name: value for name, value in query.items() if value})}"
