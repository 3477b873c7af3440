"""A case as HR sees it: the same for everyone, whatever is there of the person."""

import uuid
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.audit.acts import Role
from governance.directory.models import Employee, User
from governance.packs import terms
from governance.rights import queries, requests
from governance.rights.models import RightsRequest, State
from governance.rights.moves import BEFORE_IT_RUNS, BY_NAME
from governance.rights.places import places as places_of_all
from governance.rights.words import reason_words, state_words
from pages import dates
from pages.cases import clock, words
from pages.hr import directory, people
from pages.navigation import ROLE_NAMES

HOW: dict[str, Promise] = {
    "fact": gettext_lazy("By the mailed link, and a fact that only this person knows"),
    "call": gettext_lazy("By a call to a number that the company knew before"),
    "document": gettext_lazy("By a document that was looked at and not kept"),
    "in_person": gettext_lazy("In person"),
}
"""Ways of confirming who asks, by stable code."""
MOST = 20
"""Rows that a search adds."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the directory that may be the person."""

    id: str
    name: str
    lang: str
    facts: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who of HR has confirmed who asks, and how."""

    by: str
    how: str
    when: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, as far as it is known."""

    sentence: str
    matched: str
    matched_lang: str
    matched_id: uuid.UUID | None
    can_match: bool
    can_confirm: bool
    confirmed: tuple[Confirmed, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place that will be searched."""

    name: str
    what: str
    backups: str


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of what happened, happens and will happen."""

    what: str
    when: str
    note: str
    look: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that waits for the compliance officer."""

    sentence: str
    reason: str
    text: str


def identity(request: RightsRequest, me: User, searched: str = "") -> Identity:
    """Say who asks, what can be done about it, and who has confirmed it.

    `searched` are words by which HR looks for rows that neither address nor name find.
    """
    row = request.employee
    rows = request.confirmations.select_related("by__employee").order_by("at")
    confirmed = tuple(
        Confirmed(
            by=people.name_of(one.by, me),
            how=str(HOW.get(one.how, one.how)),
            when=words.lately(one.at),
        )
        for one in rows
    )
    mine = any(one.by_id == me.pk for one in rows)
    open_ = request.state in BEFORE_IT_RUNS and not request.signed_in
    can_match = open_ and request.state in BY_NAME["match"].states
    return Identity(
        sentence=_identity_sentence(request, len(confirmed), mine=mine),
        matched=row.name if row else "",
        matched_lang=words.lang_of(row.name, row.language) if row else "",
        matched_id=row.pk if row else None,
        can_match=can_match,
        can_confirm=request.state == State.IDENTITY_CHECK and not mine,
        confirmed=confirmed,
        candidates=_candidates(request, searched) if can_match else (),
    )


def places() -> list[PlaceRow]:
    """Return the places that will be searched, the same for everyone."""
    return [
        PlaceRow(
            place.name,
            place.what_happens,
            dates.day(place.backups_until) if place.backups_until else "",
        )
        for place in places_of_all()
    ]


def happened(request: RightsRequest) -> list[Happened]:
    """Return what happened, and what is to come."""
    lines = [
        Happened(line.words, words.lately(line.at), _note(line), "done")
        for line in queries.timeline(request)
    ]
    if clock.is_over(request):
        return lines
    lines.append(Happened(state_words(request.state), _("Now"), "", "now"))
    if request.state != State.EXECUTING:
        lines.append(Happened(_("Erase and check"), "", "", ""))
    lines.append(Happened(_("Certificate to the person, hash to HR"), "", "", ""))
    return lines


def waiting(request: RightsRequest) -> Waiting | None:
    """Return the answer that waits for the compliance officer, if one does."""
    row = request.countersignatures.filter(agreed=None).first()
    if row is None:
        return None
    what = {
        "refuse": _("Refusing waits for the compliance officer since %(when)s."),
        "answer_in_part": _("Erasing in part waits for the compliance officer since %(when)s."),
    }
    said = what.get(row.move, _("An answer waits for the compliance officer since %(when)s."))
    return Waiting(
        sentence=said % {"when": dates.moment(row.at)},
        reason=reason_words(row.move, row.reason),
        text=row.text,
    )


def told(request: RightsRequest) -> str:
    """Say whether the person has heard that the request came in, and by when they must."""
    by = dates.day(terms.ack_due(request.jurisdiction, request.received_at.date()))
    if request.steps.filter(move="letter_acknowledgement").exists():
        return _("The person was told that it came in; that was due on %(day)s.") % {"day": by}
    return _("The person must be told by %(day)s that it came in. Sayso writes to them.") % {
        "day": by
    }


def came(request: RightsRequest) -> str:
    """Say how the request came."""
    if request.signed_in:
        return _("Asked while signed in, on %(day)s.") % {
            "day": dates.day(request.received_at.date())
        }
    return _("Asked by a link that was mailed to %(address)s, on %(day)s.") % {
        "address": request.email,
        "day": dates.day(request.received_at.date()),
    }


def _identity_sentence(request: RightsRequest, confirmed: int, *, mine: bool) -> str:
    if request.signed_in:
        return _("This person was signed in, so it is known who asks.")
    if confirmed >= requests.CONFIRMATIONS_NEEDED:
        return _("Two people of HR have confirmed who asks.")
    if clock.is_over(request):
        return _("The case was closed before two people of HR had confirmed who asks.")
    if mine:
        return _("You have confirmed who asks. A second person of HR must do it too.")
    return _still_needed(request, confirmed)


def _still_needed(request: RightsRequest, confirmed: int) -> str:
    if confirmed:
        return _("One person of HR has confirmed who asks. A second one must do it too.")
    if request.state == State.IDENTITY_CHECK:
        return _("Two people of HR must confirm that the person who asks is the one named here.")
    return _("Nobody has said yet who asks. Without an account two people of HR must confirm.")


def _candidates(request: RightsRequest, searched: str) -> tuple[Candidate, ...]:
    rows = requests.candidates(request)
    if searched:
        known = {row.pk for row in rows}
        rows += [row for row in directory.found(searched)[:MOST] if row.pk not in known]
    return tuple(
        Candidate(
            id=str(row.pk),
            name=row.name,
            lang=words.lang_of(row.name, row.language),
            facts=_facts(row),
            chosen=row.pk == request.employee_id,
        )
        for row in rows
    )


def _facts(row: Employee) -> str:
    unit = row.unit.name if row.unit else _("no unit")
    return f"{row.email}, {unit}. {directory.state_of(row)}"


def _note(line: queries.Line) -> str:
    by = _("By %(role)s") % {"role": _role(line.by)}
    return f"{by}. {line.reason}" if line.reason else by


def _role(name: str) -> str:
    if name == Role.EMPLOYEE:
        return _("the person")
    if name == Role.SYSTEM:
        return _("Sayso")
    return str(ROLE_NAMES[Role(name)])
