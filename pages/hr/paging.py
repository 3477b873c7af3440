"""A list in pages of fifty, and where in it one is."""

from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet

PAGE = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where in the list this page is; an address is "" where there is no such page."""

    first: int
    last: int
    total: int
    before_url: str
    after_url: str


def paged(
    found: QuerySet[Row], number: str, url: str, query: dict[str, str]
) -> tuple[list[Row], PageLinks]:
    """Return one page of a list and the addresses beside it; a page that is not there is near."""
    page = Paginator(found, PAGE).get_page(number)
    rows = list(page.object_list)
    links = PageLinks(
        first=page.start_index(),
        last=page.end_index(),
        total=page.paginator.count,
        before_url=address(url, query, page.number - 1) if page.has_previous() else "",
        after_url=address(url, query, page.number + 1) if page.has_next() else "",
    )
    return rows, links


def address(url: str, query: dict[str, str], number: int = 1) -> str:
    """Return an address with what narrows the list, and nothing that does not."""
    wanted = {name: value for name, value in query.items() if value}
    if number > 1:
        wanted["page"] = str(number)
    return url + (f"?{urlencode(wanted)}" if wanted else "")
