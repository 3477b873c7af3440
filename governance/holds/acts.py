"""Proposing, placing, renewing and lifting a hold. Each in one transaction with its entry.

Two compliance officers place and renew; no one who works in HR is one of them, whatever other
role they have. The representative knows from the proposal on, the person from the placing on.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from governance import clock
from governance.audit.acts import Act, Outcome, Role
from governance.audit.record import SYSTEM, About, Actor, record
from governance.directory.actors import actor_of
from governance.directory.models import Employee, User
from governance.holdings import walk
from governance.holds import ending, letters, matters, reach, shares, terms
from governance.holds.errors import (
    EmployersMatter,
    HoldNotThere,
    HrPlacesNone,
    MatterIncomplete,
    MatterUnknown,
    NobodyToKnow,
    NotAboutOneself,
    RenewedTwice,
    RoleCannotHold,
    SecondOfficerNeeded,
    TooEarlyToRenew,
)
from governance.holds.models import (
    HoldObjection,
    HoldShare,
    HoldState,
    LegalHold,
    Matter,
)
from governance.holds.store_key import StoreKey

LASTS, RENEWALS = terms.LASTS, terms.RENEWALS
RENEWED_IN_THE_LAST = timedelta(days=30)
LONGEST = 200
OBJECTION_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an officer proposes: whose matter, who orders it, the reference, which purposes."""

    matter: str
    outside: str
    reference: str
    purposes: Sequence[str]


def propose(employee: Employee, proposal: Proposal, by: User) -> LegalHold:
    """Propose a hold; nothing is held before another officer confirms.

    Raises:
        RoleCannotHold, HrPlacesNone, NotAboutOneself: the user may not.
        MatterUnknown: not a matter of a court, an authority, or the person's own.
        MatterIncomplete: no name, reference or purpose, or too long.
        EmployersMatter: a text speaks of dismissal, performance or discipline. It is in the log.
        NobodyToKnow: there is no representative besides the officers.
    """
    officer(by, employee.owner)
    if proposal.matter not in Matter.values:
        raise MatterUnknown
    _complete(proposal)
    for name in ("outside", "reference"):
        if found := matters.refused(getattr(proposal, name)):
            with transaction.atomic():
                about = About(details={"ground": found[0]})
                record(Act.HOLD_REFUSED, actor_of(by, Role.COMPLIANCE), about, Outcome.REFUSED)
            raise EmployersMatter(*found, name)
    _somebody_knows(by)
    return _proposed(employee, proposal, by)


@transaction.atomic
def _proposed(employee: Employee, proposal: Proposal, by: User) -> LegalHold:
    hold = LegalHold(
        owner=employee.owner,
        matter=proposal.matter,
        purposes=sorted(set(proposal.purposes)),
        proposed_by=by,
        proposed_on=clock.today(),
    )
    key = StoreKey(hold.pk)
    key.make()
    text = {"outside": proposal.outside.strip(), "reference": proposal.reference.strip()}
    hold.matter_sealed = key.seal(json.dumps(text).encode(), "matter")
    hold.save(force_insert=True)
    _note(Act.HOLD_PROPOSED, hold, actor_of(by, Role.COMPLIANCE))
    letters.owe(hold, "proposed", letters.KNOWS)
    return hold


@transaction.atomic
def confirm(hold_id: uuid.UUID, by: User) -> LegalHold:
    """Place a proposed hold: it reaches what is stored by now, and the person is told at once.

    Who is storing something of the person is waited for, and whoever would begin to waits.

    Raises:
        HoldNotThere: it is not proposed any more.
        RoleCannotHold, HrPlacesNone, NotAboutOneself: the user may not.
        SecondOfficerNeeded: the user proposed it.
        NobodyToKnow: there is no representative besides the two officers.
    """
    walk.fence(_owner(hold_id))  # consent comes before the hold, in the order of locks
    hold = locked(hold_id, HoldState.PROPOSED)
    officer(by, hold.owner)
    if hold.proposed_by_id == by.pk:
        raise SecondOfficerNeeded
    _somebody_knows(by, hold.proposed_by)
    hold.public, made = shares.make()
    hold.state, hold.confirmed_by, hold.placed_on = HoldState.PLACED, by, clock.today()
    hold.number = reach.next_number(hold.owner)
    hold.ends_on = clock.today() + LASTS
    hold.save()
    for holder, share in made.items():
        key = StoreKey(hold.pk, holder)
        key.make()
        sealed = key.seal(share, "share")
        HoldShare.objects.create(
            hold=hold, holder=holder, sha256=shares.digest(share), sealed=sealed
        )
    _note(Act.HOLD_PLACED, hold, actor_of(by, Role.COMPLIANCE))
    letters.owe(hold, "placed", letters.PERSON_AND_KNOWS)
    return hold


@transaction.atomic
def ask_renewal(hold_id: uuid.UUID, by: User) -> LegalHold:
    """Ask for 90 days more; another officer must confirm.

    Raises:
        HoldNotThere: it does not hold.
        RoleCannotHold, HrPlacesNone, NotAboutOneself: the user may not.
        RenewedTwice: it has been renewed twice.
        TooEarlyToRenew: it has more than 30 days left.
    """
    hold = locked(hold_id, HoldState.PLACED)
    officer(by, hold.owner)
    _renewable(hold)
    hold.renewal_asked_by = by
    hold.save(update_fields=["renewal_asked_by"])
    _note(Act.HOLD_RENEWED, hold, actor_of(by, Role.COMPLIANCE), step="asked")
    letters.owe(hold, "renewal", letters.KNOWS)
    return hold


@transaction.atomic
def renew(hold_id: uuid.UUID, by: User) -> LegalHold:
    """Give the second word for 90 days more; the person and the representative are told.

    Raises:
        HoldNotThere: it does not hold, or nobody asked.
        RoleCannotHold, HrPlacesNone, NotAboutOneself: the user may not.
        SecondOfficerNeeded: the user asked.
        RenewedTwice, TooEarlyToRenew: it cannot be renewed (again, or yet).
    """
    hold = locked(hold_id, HoldState.PLACED)
    officer(by, hold.owner)
    if hold.renewal_asked_by is None or hold.ends_on is None:
        raise HoldNotThere
    if hold.renewal_asked_by_id == by.pk:
        raise SecondOfficerNeeded
    _somebody_knows(by, hold.renewal_asked_by)
    _renewable(hold)
    hold.ends_on, hold.renewals = hold.ends_on + LASTS, hold.renewals + 1
    hold.renewal_asked_by = None
    hold.save(update_fields=["ends_on", "renewals", "renewal_asked_by"])
    _note(Act.HOLD_RENEWED, hold, actor_of(by, Role.COMPLIANCE), step="confirmed")
    letters.owe(hold, "renewed", letters.PERSON_AND_KNOWS)
    return hold


@transaction.atomic
def lift(hold_id: uuid.UUID, by: User) -> LegalHold:
    """End a hold early, by one of the two who placed it; a proposal by who proposed it.

    What it held is erased.

    Raises:
        HoldNotThere: it is over.
        RoleCannotHold: the user is neither of the two.
    """
    hold = locked(hold_id, HoldState.PROPOSED, HoldState.PLACED)
    if by.pk not in (hold.proposed_by_id, hold.confirmed_by_id) or Role.COMPLIANCE not in by.roles:
        raise RoleCannotHold
    return ending.end(hold, HoldState.LIFTED, actor_of(by, Role.COMPLIANCE))


@transaction.atomic
def lift_own(hold_id: uuid.UUID, employee: Employee) -> LegalHold:
    """End a hold for the person's own matter, by the person: it is theirs.

    Raises:
        HoldNotThere: it is another's, over, or of a court or an authority.
    """
    hold = locked(hold_id, HoldState.PLACED)
    if hold.owner != employee.owner or hold.matter != Matter.OWN:
        raise HoldNotThere
    return ending.end(hold, HoldState.LIFTED, Actor(Role.EMPLOYEE, hold.owner))


@transaction.atomic
def object_own(hold_id: uuid.UUID, employee: Employee) -> None:
    """Object, without a reason; both who placed it and the representative are told.

    Doing it again changes nothing.

    Raises:
        HoldNotThere: it is another's, or over.
    """
    hold = locked(hold_id, HoldState.PLACED)
    if hold.owner != employee.owner:
        raise HoldNotThere
    if not hold.objections.filter(role=Role.EMPLOYEE).exists():
        _object(hold, Actor(Role.EMPLOYEE, hold.owner), b"")


@transaction.atomic
def object_as_representative(hold_id: uuid.UUID, by: User, text: str) -> None:
    """Object for the people; it stands with the hold, and nobody takes it off.

    Raises:
        HoldNotThere: it is over.
        RoleCannotHold: no representative.
        MatterIncomplete: no reason, or one that is too long.
    """
    hold = locked(hold_id, HoldState.PROPOSED, HoldState.PLACED)
    if Role.REPRESENTATIVE not in by.roles:
        raise RoleCannotHold
    if not text.strip() or len(text) > OBJECTION_LONGEST:
        raise MatterIncomplete("objection")
    _object(hold, actor_of(by, Role.REPRESENTATIVE), text.strip().encode())


def _object(hold: LegalHold, actor: Actor, text: bytes) -> None:
    sealed = StoreKey(hold.pk).seal(text, "objection") if text else None
    HoldObjection.objects.create(hold=hold, role=actor.role, sealed=sealed, day=clock.today())
    _note(Act.HOLD_OBJECTED, hold, actor)
    told = letters.PLACERS_AND_KNOWS if hold.state == HoldState.PLACED else letters.PLACERS
    letters.owe(hold, "objected", told)


def lapse_proposals(before: timedelta = timedelta(days=7)) -> int:
    """Take back proposals that nobody has confirmed in a week; return how many."""
    old = LegalHold.objects.filter(state=HoldState.PROPOSED, proposed_on__lt=clock.today() - before)
    return sum(_lapse(hold_id) for hold_id in list(old.values_list("pk", flat=True)))


@transaction.atomic
def _lapse(hold_id: uuid.UUID) -> int:
    try:
        ending.end(locked(hold_id, HoldState.PROPOSED), HoldState.LIFTED, SYSTEM)
    except HoldNotThere:
        return 0
    return 1


def may_place(user: User) -> bool:
    """Tell whether a user is in a role that places holds, and not in the one that never does."""
    return Role.COMPLIANCE in user.roles and Role.HR not in user.roles


def officer(by: User, owner: str) -> None:
    """Refuse whoever may not place, renew or open a hold on somebody."""
    roles = by.roles
    if Role.HR in roles:
        raise HrPlacesNone
    if Role.COMPLIANCE not in roles:
        raise RoleCannotHold
    own = Employee.objects.filter(user=by).first()
    if own is not None and own.owner == owner:
        raise NotAboutOneself


def _somebody_knows(*officers: User) -> None:
    known = letters.users_in(Role.REPRESENTATIVE).exclude(pk__in=[one.pk for one in officers])
    if not known.exists():
        raise NobodyToKnow


def _complete(proposal: Proposal) -> None:
    for name in ("outside", "reference"):
        text = getattr(proposal, name).strip()
        if not text or len(text) > LONGEST:
            raise MatterIncomplete(name)
    if not proposal.purposes:
        raise MatterIncomplete("purposes")


def _renewable(hold: LegalHold) -> None:
    if hold.renewals >= RENEWALS:
        raise RenewedTwice
    if hold.ends_on is None or hold.ends_on < clock.today():
        raise HoldNotThere
    if hold.ends_on - clock.today() > RENEWED_IN_THE_LAST:
        raise TooEarlyToRenew


def locked(hold_id: uuid.UUID, *states: HoldState) -> LegalHold:
    """Return a hold in one of the states, locked until the transaction ends.

    Raises:
        HoldNotThere: there is none.
    """
    rows = LegalHold.objects.select_for_update(no_key=True, of=("self",))
    hold = rows.filter(pk=hold_id, state__in=states).first()
    if hold is None:
        raise HoldNotThere
    return hold


def _owner(hold_id: uuid.UUID) -> str:
    owner = LegalHold.objects.filter(pk=hold_id).values_list("owner", flat=True).first()
    if owner is None:
        raise HoldNotThere
    return owner


def _note(act: Act, hold: LegalHold, actor: Actor, **details: object) -> None:
    record(act, actor, About(hold.owner, details={"hold": str(hold.pk), **details}))
