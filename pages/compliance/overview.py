"""The first page of the compliance officer: what is so now, and what needs a word."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from governance.accountability import probes
from governance.audit import search
from governance.audit.acts import Role
from governance.directory.models import User
from governance.holds import queries as holds
from governance.keys import ledger
from governance.purposes.models import Suspension
from governance.rights import queries as rights
from pages import dates, stopping
from pages.access import StaffRequest, staff_page
from pages.compliance import (
    episodes_kept,
    log_chain,
    mask_test,
    masking,
    purposes_at_a_glance,
    quarantine,
    refused_uses,
    retention,
)
from training import review as samples

MOST = 20
PROBE: dict[probes.Outcome | None, Promise] = {
    None: _l("No probe of withdrawing has ended for two hours"),
    probes.Outcome.NO_PURPOSE: _l("The purpose that the probe uses is not in force"),
    probes.Outcome.NO_AGENT: _l("A computer of the probe did not start, or ended by itself"),
    probes.Outcome.NO_ANSWER: _l("The probe of withdrawing got no lease or no answer"),
    probes.Outcome.NOT_STORED: _l("The probe of withdrawing could not store anything"),
    probes.Outcome.WENT_ON: _l("A computer of the probe went on after a withdrawal"),
    probes.Outcome.LATE_TAKEN: _l("The server took an upload of the probe after a withdrawal"),
    probes.Outcome.LATE_UNTRIED: _l("The probe could not try an upload after a withdrawal"),
    probes.Outcome.ROW_STAYED: _l("Something of the probe stayed after a withdrawal"),
    probes.Outcome.BROKE_OFF: _l("The probe of withdrawing broke off with an error"),
}
_PROBE_WHY: Promise = _l(
    "An invented person consents and withdraws every hour. See to it with whoever runs Sayso."
)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for the officer."""

    words: str
    why: str
    url: str
    tag: str
    late: bool


@dataclass(frozen=True, slots=True)
class Halt:
    """What is suspended, since when and why."""

    what: str
    since: str
    reason: str


@staff_page(Role.COMPLIANCE)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """Show the state of everything in totals; nobody is named."""
    check, urgency = search.check(), rights.counts_by_urgency()
    chain = log_chain.of()
    stopped = stopping.now(request.user, Role.COMPLIANCE)
    versions = purposes_at_a_glance.of()
    ends = retention.now()
    context = {
        "sentence": " ".join(_sentences(check, chain, urgency.overdue, stopped)),
        "stop": stopped,
        "needs": _watched(chain)
        + _probe()
        + _deletions()
        + _retention(ends)
        + _needs(urgency.overdue, versions, request.user),
        "ends": ends,
        "purposes": versions,
        "quarantine": quarantine.rows(),
        "figures": episodes_kept.of(),
        "masks": mask_test.of(),
        "masking": masking.of(),
        "check": check,
        "chain": chain,
        "last_day": dates.day(check.last_day) if check.last_day else "",
        "urgency": urgency,
        "refused": refused_uses.of(),
        "halts": _halts(),
    }
    return render(request, "compliance/overview.html", context)


def _sentences(
    check: search.Check,
    chain: log_chain.Chain,
    overdue: int,
    stopped: stopping.Stopped | None,
) -> list[str]:
    found = [_("Everything is stopped.")] if stopped else []
    if not check.whole:
        found.append(_("The log was changed after it was written."))
    elif chain.broken:
        found.append(chain.said)
    if overdue:
        late = ngettext("%(n)d request is late.", "%(n)d requests are late.", overdue)
        found.append(late % {"n": overdue})
    return found or [_("No request is late. The newest entries of the log are as written.")]


def _needs(overdue: int, versions: list[purposes_at_a_glance.Glance], user: User) -> list[Need]:
    found = []
    if overdue:
        found.append(_late(overdue))
    if waiting := rights.waiting_countersignatures().count():
        found.append(_signatures(waiting))
    found += [_version(one) for one in versions if one.waits_for_you]
    if asked := samples.waiting_for(user):
        found.append(_samples(asked))
    if held := holds.waiting_for(user):
        found.append(_holds(held))
    return found


def _retention(ends: retention.Now) -> list[Need]:
    if not ends.late:
        return []
    why = _(
        "Data may be kept beyond the day that its people were told. See to it with whoever runs it."
    )
    return [Need(ends.sentence, why, reverse("compliance:retention"), _("Late"), True)]


def _watched(chain: log_chain.Chain) -> list[Need]:
    address = reverse("compliance:log") + "#watch"
    needed = chain.watch.needed
    return [Need(one.words, one.why, address, _("Look now"), True) for one in needed]


def _probe() -> list[Need]:
    alarm = probes.alarm()
    if alarm is None:
        return []
    words, why = str(PROBE[alarm.outcome]), str(_PROBE_WHY)
    return [Need(words, why, reverse("compliance:log"), _("Look now"), True)]


def _deletions() -> list[Need]:
    if not ledger.behind():
        return []
    words = _("No certificate of erasure is issued: deletions are not noted outside the database")
    why = _(
        "What was deleted is gone, but a restore could bring it back. See to it with whoever runs "
        "Sayso."
    )
    return [Need(words, why, reverse("compliance:log"), _("Look now"), True)]


def _samples(asked: int) -> Need:
    words = ngettext("%(n)d review sample waits", "%(n)d review samples wait", asked)
    why = _("Somebody asks to look at a few masked episodes and needs a second person.")
    return Need(words % {"n": asked}, why, reverse("compliance:reviews"), _("Waiting"), False)


def _holds(waiting: int) -> Need:
    words = ngettext("%(n)d legal hold waits", "%(n)d legal holds wait", waiting)
    why = _("Another officer proposes or renews it. Without a second word nothing is held.")
    return Need(words % {"n": waiting}, why, reverse("compliance:holds"), _("Waiting"), False)


def _late(overdue: int) -> Need:
    words = ngettext("%(n)d request is late", "%(n)d requests are late", overdue)
    why = _("HR has not answered within the term. You cannot answer in their place.")
    return Need(words % {"n": overdue}, why, reverse("compliance:requests"), _("Late"), True)


def _signatures(waiting: int) -> Need:
    words = ngettext(
        "%(n)d answer waits for your word", "%(n)d answers wait for your word", waiting
    )
    why = _("HR proposes to refuse, or to erase only a part. Without your word nothing moves.")
    return Need(words % {"n": waiting}, why, reverse("compliance:requests"), _("Waiting"), False)


def _version(one: purposes_at_a_glance.Glance) -> Need:
    words = _("Version %(number)d of “%(name)s”") % {"number": one.number, "name": one.name}
    why = _("It is proposed and waits for your opinion and your word.")
    return Need(words, why, one.url, _("Waiting"), False)


def _halts() -> list[Halt]:
    rows = Suspension.objects.filter(lifted_at=None).select_related("unit").order_by("-since")
    return [_halt(row) for row in rows[:MOST]]


def _halt(row: Suspension) -> Halt:
    unit = row.unit.name if row.unit else ""
    if row.purpose_id and unit:
        what = _("%(purpose)s in %(unit)s") % {"purpose": row.purpose_id, "unit": unit}
    else:
        what = row.purpose_id or unit or _("Everything")
    return Halt(what, dates.day(row.since), row.reason)
