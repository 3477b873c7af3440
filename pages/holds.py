"""Legal holds in words, for the person, for those who place them, and for those who know."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance import clock
from governance.audit.acts import Role
from governance.directory.models import Employee, User
from governance.holds import acts, opening, queries, terms
from governance.holds.errors import HrPlacesNone
from governance.holds.models import (
    Holder,
    HoldObjection,
    HoldOpening,
    HoldShare,
    HoldState,
    LegalHold,
    Matter,
)
from governance.purposes import queries as purposes
from pages import dates
from pages.versions import words

MATTERS: dict[Matter, Promise] = {
    Matter.COURT: gettext_lazy("a matter of a court"),
    Matter.AUTHORITY: gettext_lazy("a matter of an authority"),
    Matter.OWN: gettext_lazy("a matter of the person's own"),
}
OF_MINE: dict[Matter, Promise] = {**MATTERS, Matter.OWN: gettext_lazy("a matter of your own")}
STATES: dict[HoldState, Promise] = {
    HoldState.PROPOSED: gettext_lazy("Proposed"),
    HoldState.PLACED: gettext_lazy("Holds"),
    HoldState.LIFTED: gettext_lazy("Lifted"),
    HoldState.EXPIRED: gettext_lazy("Ended on its day"),
}
HOLDERS: dict[Holder, Promise] = {
    Holder.OUTSIDE: gettext_lazy("Court or authority"),
    Holder.REPRESENTATIVE: gettext_lazy("Employee representative"),
    Holder.COMPLIANCE: gettext_lazy("Compliance"),
}
SPOKEN: dict[str, Promise] = {
    Role.EMPLOYEE: gettext_lazy("The person objects."),
    Role.REPRESENTATIVE: gettext_lazy("A representative objects."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A hold in a list of staff: whom it is about, for what, until when. It counts nothing."""

    url: str
    person: str
    matter: str
    until: str
    state: str
    waits: bool
    objected: bool


@dataclass(frozen=True, slots=True)
class Share:
    """One of three shares: where it is, and whether this user may take it now."""

    holder: str
    label: str
    state: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection; a person gives no reason."""

    who: str
    text: str
    day: str


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening that runs: its order, and whether the representative's share is here."""

    id: uuid.UUID
    order: str
    until: str
    agreed: bool
    asked_by_me: bool


@dataclass(frozen=True, slots=True)
class Card:
    """All of one hold that staff may know, and what this user can do."""

    id: uuid.UUID
    sentence: str
    facts: tuple[tuple[str, str], ...]
    state: str
    placed: bool
    proposed: bool
    can_confirm: bool
    mine: bool
    can_lift: bool
    can_ask_renewal: bool
    can_renew: bool
    renewal_asked: bool
    shares: tuple[Share, ...]
    objections: tuple[Objection, ...]
    opening: Opening | None


@dataclass(frozen=True, slots=True)
class Own:
    """A hold as its person reads it."""

    id: uuid.UUID
    sentence: str
    facts: tuple[tuple[str, str], ...]
    stands: bool
    objected: bool
    own_matter: bool
    certificate: bool


def refuse_hr(user: User) -> None:
    """Keep whoever works in HR out of every page about holds, whatever other role they have.

    Raises:
        HrPlacesNone: the user works in HR.
    """
    if Role.HR in user.roles:
        raise HrPlacesNone


def attachment(body: bytes, name: str, kind: str) -> HttpResponse:
    """Hand something out as a file that no cache keeps."""
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def outflow(parts: Iterator[bytes], name: str, kind: str) -> StreamingHttpResponse:
    """Hand out a file that is made while it is sent, and that no cache keeps."""
    response = StreamingHttpResponse(parts, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def lines(role: Role, user: User) -> list[Line]:
    """Return every hold that this user may know; what is about themselves as any other."""
    rows = list(queries.listed().prefetch_related("objections"))
    people = queries.people_of(row.owner for row in rows)
    return [_line(row, people, role, user) for row in rows]


def card(hold: LegalHold, user: User) -> Card:
    """Return one hold for staff."""
    person = queries.person_of(hold.owner)
    placed, proposed = hold.state == HoldState.PLACED, hold.state == HoldState.PROPOSED
    officer = acts.may_place(user)
    theirs = user.pk in (hold.proposed_by_id, hold.confirmed_by_id)
    asked = hold.renewal_asked_by_id is not None
    renewable = placed and officer and _late_enough(hold)
    return Card(
        id=hold.pk,
        sentence=_sentence(hold),
        facts=_facts(hold, person),
        state=str(STATES[HoldState(hold.state)]),
        placed=placed,
        proposed=proposed,
        can_confirm=proposed and officer and hold.proposed_by_id != user.pk,
        mine=hold.proposed_by_id == user.pk,
        can_lift=(placed or proposed) and theirs and Role.COMPLIANCE in user.roles,
        can_ask_renewal=renewable and not asked,
        can_renew=renewable and asked and hold.renewal_asked_by_id != user.pk,
        renewal_asked=placed and asked,
        shares=tuple(_share(hold, share, user) for share in hold.shares.order_by("pk")),
        objections=tuple(_objection(hold, one) for one in hold.objections.order_by("pk")),
        opening=_opening(opening.running(hold), user) if placed else None,
    )


def own(owner: str) -> list[Own]:
    """Return a person's own holds."""
    return [_own(hold) for hold in queries.of(owner)]


def held_lines(owner: str) -> list[str]:
    """Say in a sentence each what is held of a person now; for their own pages."""
    return [
        _("Held for %(matter)s, until %(day)s if it is not renewed. Nobody can open it alone.")
        % {"matter": OF_MINE[hold.matter], "day": dates.day(hold.ends_on)}
        for hold in queries.standing(owner)
    ]


def purpose_names() -> dict[str, str]:
    """Return the purposes in force, all of them: which of them somebody allowed is nobody's."""
    return {one.purpose_id: words.name_of(one) for one in purposes.in_force()}


def matter(ground: object) -> str:
    """Return the ground of a hold in words; itself where this version of Sayso has none."""
    known = str(ground)
    return str(MATTERS[Matter(known)]) if known in Matter.values else known


def retained(rows: list[Mapping[str, object]]) -> list[str]:
    """Say in words what a certificate says is retained."""
    found = []
    for row in rows:
        number = int(str(row["rows"]))
        said = ngettext(
            "%(n)s episode, held for %(matter)s until %(day)s. It can be renewed, until %(latest)s "
            "at the latest. It opens only with three shares of a key together: of the court or "
            "authority, of the representatives, of compliance.",
            "%(n)s episodes, held for %(matter)s until %(day)s. It can be renewed, until "
            "%(latest)s at the latest. They open only with three shares of a key together: of the "
            "court or authority, of the representatives, of compliance.",
            number,
        )
        day = date.fromisoformat(str(row["until"]))
        # Certificates from before `latest` stood in them were made at a first day.
        latest = date.fromisoformat(str(row.get("latest") or terms.latest(day, 0)))
        words = {"n": dates.number(number), "matter": matter(row["ground"])}
        found.append(said % {**words, "day": dates.day(day), "latest": dates.day(latest)})
    return found


def _line(row: LegalHold, people: dict[str, Employee], role: Role, user: User) -> Line:
    person = people.get(row.owner)
    proposed = row.state == HoldState.PROPOSED and row.proposed_by_id != user.pk
    renewal = row.state == HoldState.PLACED and row.renewal_asked_by_id not in (None, user.pk)
    return Line(
        url=reverse(f"{role}:hold", args=[row.pk]),
        person=person.name if person else _("Not in the directory any more"),
        matter=str(MATTERS[Matter(row.matter)]),
        until=dates.day(row.ends_on) if row.ends_on else "",
        state=str(STATES[HoldState(row.state)]),
        waits=role == Role.COMPLIANCE and (proposed or renewal),
        objected=bool(row.objections.all()),
    )


def _sentence(hold: LegalHold) -> str:
    ground = MATTERS[Matter(hold.matter)]
    if hold.state == HoldState.PROPOSED:
        return _("A hold for %(matter)s is proposed. Nothing is held yet.") % {"matter": ground}
    if hold.state == HoldState.PLACED and hold.ends_on:
        said = _("A hold for %(matter)s, until %(day)s if it is not renewed.")
        return said % {"matter": ground, "day": dates.day(hold.ends_on)}
    said = _("A hold for %(matter)s is over. What it kept is erased.")
    return said % {"matter": ground}


def _facts(hold: LegalHold, person: Employee | None) -> tuple[tuple[str, str], ...]:
    text, names = queries.text_of(hold), purpose_names()
    found = [
        (_("Person"), person.name if person else _("Not in the directory any more")),
        (_("Ordered by"), text.outside),
        (_("Reference"), text.reference),
        (_("Purposes"), ", ".join(names.get(slug, slug) for slug in hold.purposes)),
        (_("Proposed"), _by(hold.proposed_by, hold.proposed_on)),
        (_("Confirmed"), _by(hold.confirmed_by, hold.placed_on)),
        (_("Renewed"), _("%(n)d of 2 times") % {"n": hold.renewals} if hold.placed_on else ""),
        (_("Over since"), dates.day(hold.ended_on) if hold.ended_on else ""),
    ]
    return tuple((name, value) for name, value in found if value)


def _by(user: User | None, day: date | None) -> str:
    if user is None or day is None:
        return ""
    person = Employee.objects.filter(user=user).first()
    name = person.name if person else user.email
    return _("%(name)s, %(day)s") % {"name": name, "day": dates.day(day)}


def _late_enough(hold: LegalHold) -> bool:
    left = hold.ends_on - clock.today() if hold.ends_on else None
    return left is not None and left <= acts.RENEWED_IN_THE_LAST and hold.renewals < acts.RENEWALS


def _share(hold: LegalHold, share: HoldShare, user: User) -> Share:
    holder = Holder(share.holder)
    waits = share.sealed is not None
    state = _("Not fetched yet")
    if share.fetched_on:
        state = _("Handed out on %(day)s") % {"day": dates.day(share.fetched_on)}
    elif not waits:
        state = _("Never fetched")
    mine = waits and hold.state == HoldState.PLACED and opening.may_fetch(hold, holder, user)
    return Share(holder=str(holder), label=str(HOLDERS[holder]), state=state, mine=mine)


def _objection(hold: LegalHold, row: HoldObjection) -> Objection:
    return Objection(
        who=str(SPOKEN.get(row.role, "")),
        text=queries.objection_text(hold, row),
        day=dates.day(row.day),
    )


def _opening(row: HoldOpening | None, user: User) -> Opening | None:
    if row is None:
        return None
    return Opening(
        id=row.pk,
        order=opening.order_of(row),
        until=dates.moment(row.asked_at + opening.LASTS),
        agreed=row.share_sealed is not None,
        asked_by_me=row.asked_by_id == user.pk,
    )


def _own(hold: queries.OwnHold) -> Own:
    stands, names = hold.state == HoldState.PLACED, purpose_names()
    ground = OF_MINE[hold.matter]
    said = _("Held for %(matter)s, until %(day)s if it is not renewed.")
    day = dates.day(hold.ends_on)
    if not stands and hold.ended_on:
        said = _("A hold for %(matter)s ended on %(day)s. What it kept is erased.")
        day = dates.day(hold.ended_on)
    facts = [
        (_("Ordered by"), hold.text.outside),
        (_("Reference"), hold.text.reference),
        (_("Purposes"), ", ".join(names.get(slug, slug) for slug in hold.purposes)),
        (_("Placed"), dates.day(hold.placed_on)),
        (_("Renewed"), _("%(n)d of 2 times") % {"n": hold.renewals}),
        (_("Episodes sealed in it"), dates.number(hold.held)),
    ]
    return Own(
        id=hold.id,
        sentence=said % {"matter": ground, "day": day},
        facts=tuple((name, value) for name, value in facts if value),
        stands=stands,
        objected=hold.objected,
        own_matter=hold.matter == Matter.OWN,
        certificate=hold.certificate,
    )
