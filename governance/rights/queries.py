"""What HR, the compliance officer and the person see of requests.

Nothing here depends on whether anything was recorded of the person: cases of two people are
equal but for names, references and dates.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from governance import clock
from governance.audit.canonical import canonical
from governance.directory.models import User
from governance.erasure.models import Erasure, ErasureState
from governance.packs import terms
from governance.rights import pace
from governance.rights.models import CounterSignature, RightsRequest, State
from governance.rights.places import Place, places
from governance.rights.words import line_words, reason_words

WEEK = timedelta(days=7)
ERASED = frozenset({State.FULFILLED, State.PARTLY_FULFILLED})
_DONE = {ErasureState.BEGUN: 0, ErasureState.KEYS_GONE: 1, ErasureState.ROWS_GONE: 4}


@dataclass(frozen=True, slots=True)
class Urgency:
    """How many open requests are due when; `week` is today and the six days after."""

    today: int
    week: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a request, in words.

    Attributes:
        by: the role, as a stored word; which login it was is not shown.
        reason: words of the reason; "" where there is none.
        state: where the request stood after it, as stored.
    """

    at: datetime
    move: str
    words: str
    by: str
    reason: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an erasure has come, in steps that are the same for everyone."""

    done: int
    total: int
    words: str
    steps: tuple[str, ...]

    @property
    def finished(self) -> bool:
        """Whether every step is done."""
        return self.done == self.total


def open_requests(
    *, search: str = "", state: str = "", handler: User | None = None, due: str = ""
) -> QuerySet[RightsRequest]:
    """Return open requests, soonest due first; `due` is today, week or overdue."""
    rows = RightsRequest.objects.select_related("handler", "employee__unit")
    rows = rows.filter(closed_on=None)
    if search:
        by_words = Q(name__icontains=search) | Q(email__icontains=search)
        rows = rows.filter(by_words | Q(reference__iexact=search.strip()))
    if state:
        rows = rows.filter(state=state)
    if handler is not None:
        rows = rows.filter(handler=handler)
    if due:
        rows = rows.filter(_due(due))
    return rows.order_by("due", "received_at", "reference")


def closed_requests(*, search: str = "", state: str = "") -> QuerySet[RightsRequest]:
    """Return requests that were answered, the newest first."""
    rows = RightsRequest.objects.select_related("handler", "employee__unit")
    rows = rows.exclude(closed_on=None)
    if search:
        by_words = Q(name__icontains=search) | Q(email__icontains=search)
        rows = rows.filter(by_words | Q(reference__iexact=search.strip()))
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-closed_on", "reference")


def counts_by_urgency() -> Urgency:
    """Count open requests by the day on which an answer is due."""
    rows = RightsRequest.objects.filter(closed_on=None)
    return Urgency(
        today=rows.filter(_due("today")).count(),
        week=rows.filter(_due("week")).count(),
        overdue=rows.filter(_due("overdue")).count(),
    )


def overdue() -> int:
    """Count open requests whose term has ended."""
    return RightsRequest.objects.filter(_due("overdue"), closed_on=None).count()


def timeline(request: RightsRequest) -> list[Line]:
    """Return what happened, oldest first."""
    return [
        Line(
            at=step.at,
            move=step.move,
            words=line_words(step.move),
            by=step.role,
            reason=reason_words(step.move, step.reason),
            text=step.text,
            state=step.state,
        )
        for step in request.steps.order_by("at", "pk")
    ]


def due_of(request: RightsRequest) -> terms.Due:
    """Return when an answer is due and the rule that says so, in the language of now."""
    return terms.stored(request.due, request.rule)


def waiting_countersignatures() -> QuerySet[CounterSignature]:
    """Return the answers that wait for the compliance officer, soonest due first."""
    rows = CounterSignature.objects.filter(agreed=None).select_related("request", "by")
    return rows.order_by("request__due", "at")


def progress(request: RightsRequest) -> Progress:
    """Return how far the erasure of a request has come, at a pace that is the same for everyone."""
    steps = (
        _("Keys destroyed"),
        _("Rows deleted"),
        _("Batches that waited removed"),
        _("Releases marked for recall"),
        _("Settled and checked"),
    )
    done = len(steps) if request.state in ERASED else _done(request)
    words = _("%(done)d of %(total)d steps done") % {"done": done, "total": len(steps)}
    return Progress(done, len(steps), words, steps)


def _done(request: RightsRequest) -> int:
    erasure = _erasure(request)
    begun = request.steps.filter(move="begin").values_list("at", flat=True).first()
    if erasure is None or begun is None:
        return 0
    return min(_DONE.get(ErasureState(erasure.state), 4), pace.seen(begun, clock.now()))


def certificate_of(request: RightsRequest) -> dict[str, str] | None:
    """Return the signed certificate, for the person alone; None while there is none."""
    row = _erasure(request)
    return row.certificate if row else None


def certificate_file(request: RightsRequest) -> bytes | None:
    """Return the certificate as the bytes that the person downloads and whose hash HR has."""
    signed = certificate_of(request)
    return canonical(dict(signed)) if signed is not None else None


def certificate_sha256(request: RightsRequest) -> str:
    """Return the SHA-256 of the certificate's file: HR's confirmation; "" while there is none."""
    file = certificate_file(request)
    return hashlib.sha256(file).hexdigest() if file is not None else ""


def _erasure(request: RightsRequest) -> Erasure | None:
    return Erasure.objects.filter(pk=request.erasure).first() if request.erasure else None


def _due(when: str) -> Q:
    today = clock.today()
    spans: dict[str, Q] = {
        "today": Q(due=today),
        "week": Q(due__gte=today, due__lt=today + WEEK),
        "overdue": Q(due__lt=today),
    }
    return spans.get(when, Q())


__all__ = [
    "Line",
    "Place",
    "Progress",
    "Urgency",
    "certificate_file",
    "certificate_of",
    "certificate_sha256",
    "closed_requests",
    "counts_by_urgency",
    "due_of",
    "open_requests",
    "overdue",
    "places",
    "progress",
    "timeline",
    "waiting_countersignatures",
]
