"""Delete, strike out, forget: what a person takes back."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from governance.directory.closing import closed_until, refuse_while_closed
from pages import dates
from pages.access import EmployeeRequest, employee_page
from pages.pieces import shown
from training import own, take_back
from training.own import EpisodeView

FORGETTABLE = (10, 60)


class What(StrEnum):
    """What can be deleted at once."""

    EPISODE = "episode"
    DAY = "day"
    PERIOD = "period"
    APPLICATION = "application"
    SITE = "site"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Order:
    """One order to delete: what is meant, which episodes fit, and the act that does it."""

    meant: str
    fits: Callable[[EpisodeView], bool]
    act: Callable[[str], int]


@employee_page
@require_POST
def delete(request: EmployeeRequest) -> HttpResponse:
    """Delete; what cannot be undone is shown first, and done when that page says so."""
    refuse_while_closed(request.employee)  # the question before it tells what is there
    owner = request.employee.owner
    order = _order(request.POST.get("what", ""), _value(request))
    if request.POST.get("confirmed") != "1":
        return _confirmation(request, order)
    gone = order.act(owner)
    messages.success(
        request, ngettext("%(n)d episode erased.", "%(n)d episodes erased.", gone) % {"n": gone}
    )
    return redirect("employee:my_data")


@employee_page
@require_POST
def strike(request: EmployeeRequest) -> HttpResponse:
    """Strike one step out of an episode that rests."""
    refuse_while_closed(request.employee)
    episode, step = _uuid(request.POST.get("episode", "")), request.POST.get("step", "")
    if not step.isdecimal() or len(step) > 4:
        raise BadRequest
    take_back.strike_out(request.employee.owner, episode, int(step))
    messages.success(request, _("The step is struck out. Nobody can open it any more."))
    return redirect("employee:my_data")  # what is left of it has another id


@employee_page
@require_POST
def forget(request: EmployeeRequest) -> HttpResponse:
    """Forget the last minutes, on the devices too."""
    minutes = request.POST.get("minutes", "")
    if minutes not in {str(n) for n in FORGETTABLE}:
        raise BadRequest
    gone = take_back.forget(request.employee.owner, int(minutes))
    if closed_until(request.employee):  # it may be taken back, and the number tells what was there
        messages.success(request, _("Erased, and your devices drop what they had not sent yet."))
        return redirect("employee:home")
    sentence = ngettext(
        "%(n)d episode erased. Your devices drop what they had not sent yet.",
        "%(n)d episodes erased. Your devices drop what they had not sent yet.",
        gone,
    )
    messages.success(request, sentence % {"n": gone})
    return redirect("employee:my_data")


def _confirmation(request: EmployeeRequest, order: Order) -> HttpResponse:
    kept = [order.fits(view) for view in own.every(request.employee.owner)]
    count = sum(kept)
    if not count and request.POST.get("what") == What.PERIOD:
        messages.info(request, _("No episode is kept: %(meant)s.") % {"meant": order.meant})
        return redirect("employee:my_data")
    if not count:
        raise take_back.EpisodeGone
    title, goes, button = _sentences(count, order.meant)
    context = {
        "title": title,
        "goes": [goes],
        "stays": [
            *([] if all(kept) else [_("Your other episodes.")]),
            _("What you allowed: it goes on being recorded until you pause or withdraw."),
        ],
        "other_way": _("If you want to stop recording too, withdraw the purpose."),
        "other_url": reverse("employee:purposes"),
        "other_label": _("Purposes"),
        "action_url": reverse("employee:delete"),
        "fields": {
            "what": request.POST.get("what", ""),
            "value": _value(request),
            "confirmed": "1",
        },
        "button": button,
        "back_url": reverse("employee:my_data"),
        "back_label": _("Keep them"),
    }
    return render(request, "employee/confirm.html", context)


def _sentences(count: int, meant: str) -> tuple[str, str, str]:
    words = {"n": count, "meant": meant}
    title = ngettext("Delete %(n)d episode: %(meant)s?", "Delete %(n)d episodes: %(meant)s?", count)
    goes = ngettext(
        "%(n)d episode, and the keys that open older copies of it.",
        "%(n)d episodes, and the keys that open older copies of them.",
        count,
    )
    button = ngettext("Delete %(n)d episode", "Delete %(n)d episodes", count)
    return title % words, goes % words, button % words


def _order(what: str, value: str) -> Order:
    match what:
        case What.EPISODE:
            episode = _uuid(value)
            return Order(
                _("this one"),
                lambda view: view.id == episode,
                lambda owner: take_back.delete_one(owner, episode),
            )
        case What.DAY:
            day = _day(value)
            return Order(
                dates.day(day),
                lambda view: view.body.day == day,
                lambda owner: take_back.delete_day(owner, day),
            )
        case What.PERIOD:
            return _period(value)
        case What.APPLICATION:
            return Order(
                _("all of %(name)s") % {"name": shown(value)},
                lambda view: view.body.application == value,
                lambda owner: take_back.delete_application(owner, value),
            )
        case What.SITE:
            return Order(
                _("all of %(name)s") % {"name": shown(value)},
                lambda view: view.body.site == value,
                lambda owner: take_back.delete_site(owner, value),
            )
        case What.ALL:
            return Order(_("everything"), lambda _view: True, take_back.delete_all)
    raise BadRequest


def _value(request: EmployeeRequest) -> str:
    """Return what the order is about; a period comes in two fields the first time."""
    if request.POST.get("what") == What.PERIOD and "first" in request.POST:
        return f"{request.POST['first']}/{request.POST.get('last', '')}"
    return request.POST.get("value", "")


def _period(value: str) -> Order:
    try:
        first, last = (date.fromisoformat(part) for part in value.split("/"))
    except ValueError as error:
        raise take_back.PeriodUnreadable from error
    if last < first:
        raise take_back.PeriodBackwards
    return Order(
        _("from %(first)s to %(last)s") % {"first": dates.day(first), "last": dates.day(last)},
        lambda view: first <= view.body.day <= last,
        lambda owner: take_back.delete_period(owner, first, last),
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise BadRequest from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest from error
