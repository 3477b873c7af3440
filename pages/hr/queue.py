"""The queue: what is due today, this week, and what is late."""

import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from governance.audit.acts import Role
from governance.directory.models import User
from governance.rights import queries
from governance.rights.models import CounterSignature, RightsRequest
from governance.rights.own import is_own
from governance.rights.queries import Urgency
from governance.rights.words import STATES, state_words
from pages import dates
from pages.access import staff_page
from pages.cases import clock, words
from pages.hr import people, sealed
from pages.hr.paging import address, paged

URL = "hr:requests"
TABS: dict[str, Promise] = {
    "": gettext_lazy("Open"),
    "mine": gettext_lazy("With you"),
    "today": gettext_lazy("Due today"),
    "week": gettext_lazy("This week"),
    "overdue": gettext_lazy("Late"),
    "closed": gettext_lazy("Closed"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at the queue."""

    label: str
    url: str
    count: str
    current: bool


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A request as the queue shows it."""

    id: uuid.UUID
    reference: str
    name: str
    lang: str
    state: str
    due: str
    law: str
    left: str
    late: bool
    handler: str
    can_take: bool


@staff_page(Role.HR)
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """List the requests; what is searched for comes by POST and goes on in a sealed address."""
    if request.method == "POST":
        query = {name: request.POST.get(name, "") for name in ("show", "state")}
        query["view"] = sealed.seal(request.POST.get("words", ""))
        return redirect(address(reverse(URL), query))
    me = people.user_of(request)
    query = {name: request.GET.get(name, "") for name in ("show", "state", "view")}
    searched = sealed.unseal(query["view"])
    found = _found(query["show"], me, searched, query["state"])
    rows, page = paged(found, request.GET.get("page", "1"), reverse(URL), query)
    urgency = queries.counts_by_urgency()
    opened = queries.open_requests()
    context = {
        "sentence": _sentence(urgency, opened.first()),
        "tabs": _tabs(query["show"], urgency, opened.count(), me),
        "requests": [_row(row, me) for row in rows],
        "page": page,
        "me": str(me.pk),
        "words": searched,
        "show": query["show"],
        "state": query["state"],
        "states": [(str(code), str(label)) for code, label in STATES.items()],
        "narrowed": bool(searched or query["state"]),
    }
    return render(request, "hr/requests.html", context)


def _found(show: str, me: User, searched: str, state: str) -> QuerySet[RightsRequest]:
    state = state if state in STATES else ""
    if show == "closed":
        found = queries.closed_requests(search=searched, state=state)
        return found.select_related("handler__employee")
    due = show if show in {"today", "week", "overdue"} else ""
    handler = me if show == "mine" else None
    found = queries.open_requests(search=searched, state=state, handler=handler, due=due)
    waits = CounterSignature.objects.filter(request=OuterRef("pk"), agreed=None)
    return found.select_related("handler__employee").annotate(waits=Exists(waits))


def _sentence(urgency: Urgency, first: RightsRequest | None) -> str:
    if first is None:
        return _("No request is open.")
    if urgency.overdue:
        return ngettext("%(n)d request is late.", "%(n)d requests are late.", urgency.overdue) % {
            "n": urgency.overdue
        }
    if urgency.today:
        return ngettext(
            "%(n)d request is due today.", "%(n)d requests are due today.", urgency.today
        ) % {"n": urgency.today}
    return _("No request is late. The next is due on %(day)s.") % {"day": dates.weekday(first.due)}


def _tabs(show: str, urgency: Urgency, opened: int, me: User) -> list[Tab]:
    mine = queries.open_requests(handler=me).count()
    counts = {"": opened, "mine": mine, "today": urgency.today, "week": urgency.week}
    counts["overdue"] = urgency.overdue
    return [
        Tab(
            str(label),
            address(reverse(URL), {"show": name}),
            dates.number(counts[name]) if name in counts else "",
            name == show,
        )
        for name, label in TABS.items()
    ]


def _row(row: RightsRequest, me: User) -> QueueRow:
    own = is_own(row, me)
    return QueueRow(
        id=row.pk,
        reference=row.reference,
        name=row.name,
        lang=words.lang_of(row.name, row.language),
        state=_state(row),
        due=dates.day(row.due),
        law=words.jurisdiction(row.jurisdiction),
        left=clock.left(row),
        late=clock.is_late(row),
        handler=people.name_of(row.handler, me),
        can_take=row.handler is None and not clock.is_over(row) and not own,
    )


def _state(row: RightsRequest) -> str:
    if getattr(row, "waits", False):
        return _("Waits for the compliance officer")
    return state_words(row.state)
