"""Withdraw at once, and see what has stopped and what was erased."""

import uuid
from collections import Counter
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from governance.consent import decisions, receipts
from governance.consent import queries as consent
from governance.consent.models import Decision
from governance.devices import acknowledgements
from governance.devices import queries as devices
from governance.erasure import queries as erasures
from governance.erasure.certificate import NOT_COVERED
from governance.erasure.queries import ErasureView
from governance.keys import pressing
from governance.purposes import queries as purposes
from pages import sign
from pages.access import EmployeeRequest, employee_page
from pages.certificates import proof
from pages.employee.answers import day, language
from pages.employee.receipts import as_file

HOLDINGS: dict[str, Promise] = {
    "episodes": gettext_lazy("Episodes"),
    "training": gettext_lazy("Episodes"),
    "inbox": gettext_lazy("Waiting to be redacted"),
    "devices": gettext_lazy("Answers of your devices"),
    "releases": gettext_lazy("Releases, recalled in the next weekly round"),
}


@dataclass(frozen=True, slots=True)
class StoppingDevice:
    """A device and whether it has said that it stopped."""

    name: str
    state_sentence: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class ErasedRow:
    """One place and what went from it."""

    where: str
    erased: int
    left: int


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, in one sentence and a table."""

    sentence: str
    caption: str
    rows: tuple[ErasedRow, ...]


@employee_page
@require_POST
def withdraw(request: EmployeeRequest) -> HttpResponse:
    """Withdraw one purpose at once: no reason asked, no second question."""
    decisions.withdraw(request.employee, request.POST.get("purpose", ""), language())
    return redirect("employee:withdrawn")


@employee_page
@require_POST
def withdraw_all(request: EmployeeRequest) -> HttpResponse:
    """Withdraw everything at once."""
    decisions.withdraw_all(request.employee, language())
    return redirect("employee:withdrawn")


@employee_page
@require_safe
def withdrawn(request: EmployeeRequest) -> HttpResponse:
    """Say what has stopped and what was erased; the page asks again until both are done.

    Whoever has withdrawn nothing, or has allowed it again, is led home: none of it would be true.
    """
    owner = request.employee.owner
    if not consent.has_withdrawn(owner):
        home = reverse("employee:home")
        return HttpResponseClientRedirect(home) if request.htmx else redirect(home)
    progress = acknowledgements.progress(owner)
    newest = _newest(owner)
    erasing = erasures.being_erased(owner)
    allowed = _allowed(owner)
    context = {
        "sentence": _stopped(progress, allowed),
        "lede": _lede(allowed),
        "devices": _devices(owner, progress),
        "erased": _erased(newest, erasing=erasing),
        "not_covered": _not_covered(newest),
        "receipt_url": _receipt_url(owner),
        "certificate_url": _certificate_url(owner, newest),
        "done": not erasing and not progress.waiting_names,
    }
    part = "employee/partials/stopping.html"
    return render(request, part if request.htmx else "employee/withdrawn.html", context)


@employee_page
@require_safe
def certificate(request: EmployeeRequest, erasure_id: uuid.UUID) -> HttpResponse:
    """Hand out the signed account of an erasure as a file."""
    signed = erasures.signed(request.employee.owner, erasure_id)
    if signed is None:
        raise Http404
    return as_file(proof.file_of(signed), f"sayso-certificate-{erasure_id}.json")


def _allowed(owner: str) -> list[str]:
    """Return the names of the purposes that a person goes on allowing."""
    live = consent.in_force(owner)
    versions = [version for version in purposes.in_force() if version.purpose_id in live]
    return [version.facts.notice(language())[1].name for version in versions]


def _stopped(progress: acknowledgements.Progress, allowed: list[str]) -> str:
    if allowed and not progress.waiting_names:  # the devices go on with what is still allowed
        return _("What you withdrew has stopped.")
    return sign.stopped_sentence(progress)


def _lede(allowed: list[str]) -> str:
    lede = _("You withdrew. A device that does not answer loses its permit within a minute.")
    if not allowed:
        return lede
    return f"{lede} " + _("You still allow: %(names)s.") % {"names": sign.joined(allowed)}


def _newest(owner: str) -> list[ErasureView]:
    """Return the erasures of the newest day, whole epochs before single kinds."""
    found = erasures.of(owner)
    whole = [view for view in found if not view.kind and not view.taken]
    return [view for view in whole if view.begun_on == whole[0].begun_on]


def _devices(owner: str, progress: acknowledgements.Progress) -> list[StoppingDevice]:
    found = []
    for view in devices.of(owner):
        if view.revoked:
            continue
        waiting = view.name in progress.waiting_names
        sentence = (
            _("Has not answered yet. Without a permit it stops within a minute.")
            if waiting
            else _("Has stopped.")
        )
        found.append(StoppingDevice(view.name, sentence, waiting))
    return found


def _erased(views: list[ErasureView], *, erasing: bool) -> Erased:
    counts: Counter[str] = Counter()
    for view in views:
        counts.update(view.counts)
    keys = sum(view.keys for view in views)
    destroyed = ngettext("%(n)d key destroyed.", "%(n)d keys destroyed.", keys) % {"n": keys}
    rows = tuple(ErasedRow(str(HOLDINGS.get(name, name)), n, 0) for name, n in counts.items() if n)
    if erasing:
        return Erased(_("It is being erased."), "", ())
    sentence = destroyed if views else _("Nothing was kept, so nothing had to be erased.")
    return Erased(sentence, _("What went, by place."), rows)


def _not_covered(views: list[ErasureView]) -> list[str]:
    lines = [
        _("What a model has learned in a training run cannot be taken out of it."),
        _("The receipts of your decisions stay, for you."),
    ]
    lines += [str(NOT_COVERED[code]) for code in sorted(pressing.left())]
    if views:
        last = max(view.backups_end for view in views)
        ends = _(
            "Backups can open what went until %(day)s, if whoever keeps the backups deletes them "
            "in time."
        )
        lines.append(ends % {"day": day(last)})
    return lines


def _receipt_url(owner: str) -> str:
    for view in receipts.of(owner):
        if view.decision == Decision.WITHDRAWN:
            return reverse("employee:receipt", args=[view.id])
    return ""


def _certificate_url(owner: str, views: list[ErasureView]) -> str:
    for view in views:
        if view.done and erasures.signed(owner, view.id) is not None:
            return reverse("employee:certificate", args=[view.id])
    return ""
