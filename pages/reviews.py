"""Review samples as pages; the compliance officer and the representative have the same ones."""

import uuid
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.audit.acts import Role
from governance.directory.models import User
from governance.purposes import queries as purposes
from pages import dates
from pages.access import StaffRequest
from pages.employee.episodes import EpisodeCard, sample_card
from pages.pieces import shown
from training import review as samples
from training.body import Body
from training.models import Review

LONGEST = 1000
PAGE = 50


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample in words.

    Attributes:
        can_agree: it waits, and somebody else asked.
        can_open: both words are there, and this user gave one of them.
    """

    id: uuid.UUID
    url: str
    purpose: str
    reason: str
    asked: str
    state: str
    until: str
    mine: bool
    can_agree: bool
    can_open: bool


@dataclass(frozen=True, slots=True)
class Allowed:
    """A purpose of which a sample can be asked for, and how many episodes are left."""

    slug: str
    name: str
    left: int


def listed(
    request: StaffRequest, role: Role, more: dict[str, object] | None = None
) -> HttpResponse:
    """List samples; the compliance officer may also ask for one."""
    found, names = samples.listed(request.user)[: PAGE + 1], _names()
    rows = [_sample(row, request.user, role, names) for row in found]
    given = more or {}
    context = {
        "samples": rows[:PAGE],
        "more": len(rows) > PAGE,
        "waiting": sum(row.can_agree for row in rows),
        "allowed": _allowed(names) if role == Role.COMPLIANCE else [],
        "asks": role == Role.COMPLIANCE,
        "role": role,
        **given,
    }
    return render(request, "compliance/reviews.html", context, status=422 if given else 200)


def ask(request: StaffRequest, role: Role) -> HttpResponse:
    """Ask for a sample with a reason."""
    purpose, reason = request.POST.get("purpose", ""), request.POST.get("reason", "").strip()
    if not reason or not purpose:
        field = "reason" if purpose else "purpose"
        error = _("Write why you need to look.") if purpose else _("Choose a purpose.")
        return listed(
            request, role, {"error": error, "wrong": field, "reason": reason, "chosen": purpose}
        )
    samples.ask(purpose, reason[:LONGEST], request.user, role)
    messages.success(request, _("Asked. Nothing is picked before a second person agrees."))
    return redirect(f"{role}:reviews")


def one(request: StaffRequest, role: Role, review_id: uuid.UUID) -> HttpResponse:
    """Show a sample, closed."""
    return _page(request, role, _row(review_id, request.user))


def agree(request: StaffRequest, role: Role, review_id: uuid.UUID) -> HttpResponse:
    """Give the second word."""
    review = samples.agree(review_id, request.user, role)
    messages.success(request, _("Agreed. Both of you can look at it for a week."))
    return redirect(f"{role}:review", review.pk)


def opened(request: StaffRequest, role: Role, review_id: uuid.UUID) -> HttpResponse:
    """Open a sample; the look is on the record before the page is there."""
    found = samples.open_sample(review_id, request.user, role)
    cards = [_card(one.body) for one in found]
    return _page(request, role, _row(review_id, request.user), cards)


def _page(
    request: StaffRequest, role: Role, review: Review, cards: list[EpisodeCard] | None = None
) -> HttpResponse:
    context = {
        "sample": _sample(review, request.user, role, _names()),
        "cards": cards,
        "role": role,
        "back": reverse(f"{role}:reviews"),
        "agree_url": reverse(f"{role}:review_agree", args=[review.pk]),
        "open_url": reverse(f"{role}:review_open", args=[review.pk]),
    }
    return render(request, "compliance/review.html", context)


def _row(review_id: uuid.UUID, user: User) -> Review:
    return get_object_or_404(samples.listed(user), pk=review_id)


def _card(body: Body) -> EpisodeCard:
    """Return an episode without anything that leads to its person."""
    card = sample_card(body)
    return replace(card, application=shown(body.application), site=shown(body.site or ""))


def _allowed(names: dict[str, str]) -> list[Allowed]:
    found = samples.remaining(purposes.in_force())
    return [Allowed(slug, names[slug], left) for slug, left in found.items() if left]


def _names() -> dict[str, str]:
    language = get_language() or "en"
    return {v.purpose_id: v.facts.notice(language)[1].name for v in purposes.in_force()}


def _sample(row: Review, user: User, role: Role, names: dict[str, str]) -> Sample:
    can_open = samples.may_open(row, user)
    mine = row.asked_by == user.pk
    waits = samples.waits(row)
    return Sample(
        id=row.pk,
        url=reverse(f"{role}:review", args=[row.pk]),
        purpose=names.get(row.purpose, row.purpose),
        reason=row.reason,
        asked=dates.day(row.asked_on),
        state=_state(waits, can_open, mine),
        until=dates.day(row.ends_on),
        mine=mine,
        can_agree=waits and not mine,
        can_open=can_open,
    )


def _state(waits: bool, can_open: bool, mine: bool) -> str:
    if waits:
        return _("Waits for a second person") if mine else _("Waits for your word")
    return _("Open for both of you") if can_open else _("Over")
