"""Asking, and saying who asks."""

import secrets

from django.db import transaction
from django.db.models import Q

from governance import announce, clock
from governance.audit.acts import Act, Role
from governance.directory.models import Employee, User
from governance.packs import terms
from governance.packs.load import pack
from governance.rights import links, steps
from governance.rights.errors import (
    AlreadyAsked,
    ConfirmedAlready,
    MoveNotAllowed,
    RoleCannotMove,
    WaitsForWord,
)
from governance.rights.models import AskLink, Confirmation, RightsRequest, State
from governance.rights.moves import BY_NAME, OPEN
from governance.rights.own import refuse_own
from governance.rights.taking_back import by_link

TELL = "governance.rights.tasks.send_letters"
LETTERS = "BCDFGHJKMNPQRTVWXYZ2346789"  # none that is read for another, and no words
CONFIRMATIONS_NEEDED = 2
begin_link = links.begin
link = links.find
take_back = by_link


@transaction.atomic
def ask(link: AskLink, name: str, statement: str, jurisdiction: str) -> RightsRequest:
    """Ask under a mailed link; it then leads to the request.

    Raises:
        AlreadyAsked: the link has led to a request.
    """
    link = AskLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    if link.request_id is not None:
        raise AlreadyAsked
    request = _receive(
        RightsRequest(
            name=name.strip(),
            email=link.email,
            statement=statement.strip(),
            language=link.language,
            jurisdiction=jurisdiction,
        )
    )
    link.request, link.ends_at = request, clock.now() + links.TO_FOLLOW
    link.save(update_fields=["request", "ends_at"])
    return request


@transaction.atomic
def ask_signed_in(employee: Employee, statement: str) -> RightsRequest:
    """Ask with an account: signing in says who asks.

    Raises:
        AlreadyAsked: the person has an open request.
    """
    Employee.objects.select_for_update(no_key=True).get(pk=employee.pk)
    if RightsRequest.objects.filter(employee=employee, state__in=OPEN).exists():
        raise AlreadyAsked
    return _receive(
        RightsRequest(
            name=employee.name,
            email=employee.email,
            statement=statement.strip(),
            language=employee.language,
            jurisdiction=employee.jurisdiction,
            employee=employee,
            signed_in=True,
            state=State.ASSESSING,
        )
    )


@transaction.atomic
def assign(request: RightsRequest, handler: User | None, by: User) -> None:
    """Say who of HR works on a request; None takes it from everybody.

    Raises:
        OwnRequest: it is the request of the handler, or of the one who assigns.
        RoleCannotMove: one of them is not in HR.
    """
    locked = _worked_on(request, by)
    if handler is not None:
        refuse_own(locked, handler)
        if Role.HR not in handler.roles:
            raise RoleCannotMove
    locked.handler = request.handler = handler
    locked.save(update_fields=["handler"])
    steps.write(locked, "assign", by, Role.HR)
    steps.log(Act.REQUEST_MOVED, locked, "assign", by, Role.HR)


@transaction.atomic
def match(request: RightsRequest, employee: Employee | None, by: User) -> None:
    """Say who it is in the directory; None for nobody. Earlier confirmations begin anew.

    The strictest term of those that bind counts: of the place that the person named, and of the
    one that the directory has.

    Raises:
        MoveNotAllowed: who asks has been confirmed, or the person signed in.
        OwnRequest: it is the request of the one who matches.
    """
    locked = _worked_on(request, by)
    locked.employee = employee
    refuse_own(locked, by)
    if locked.state not in BY_NAME["match"].states or locked.signed_in:
        raise MoveNotAllowed
    if employee is not None and employee.jurisdiction != locked.jurisdiction:
        _take_strictest(locked, employee.jurisdiction)
    locked.state = State.IDENTITY_CHECK
    locked.confirmations.all().delete()
    locked.save()
    steps.write(locked, "match", by, Role.HR)
    steps.log(Act.REQUEST_MOVED, locked, "match", by, Role.HR)
    request.refresh_from_db()


@transaction.atomic
def confirm(request: RightsRequest, how: str, by: User) -> None:
    """Answer for it that the person who asks is the one named; the second one moves on.

    Raises:
        MoveNotAllowed: nobody has said who it is, or it has been confirmed.
        ConfirmedAlready: by the same user.
        OwnRequest: it is the request of the one who confirms.
    """
    locked = _worked_on(request, by)
    if locked.state not in BY_NAME["confirm"].states:
        raise MoveNotAllowed
    if locked.confirmations.filter(by=by).exists():
        raise ConfirmedAlready
    Confirmation.objects.create(request=locked, by=by, how=how[:40], at=clock.now())
    if locked.confirmations.count() >= CONFIRMATIONS_NEEDED:
        locked.state = State.ASSESSING
        locked.save(update_fields=["state"])
    steps.write(locked, "confirm", by, Role.HR)
    steps.log(Act.REQUEST_MOVED, locked, "confirm", by, Role.HR)
    request.refresh_from_db()


def candidates(request: RightsRequest) -> list[Employee]:
    """Return rows that may be the person: by e-mail first, then by a name that contains theirs."""
    rows = Employee.objects.select_related("unit")
    by_mail = list(rows.filter(email__iexact=request.email))
    parts = Q()
    for part in request.name.split():
        parts &= Q(name__icontains=part)
    known = [row.pk for row in by_mail]
    named = rows.filter(parts).exclude(pk__in=known).order_by("name") if parts else rows.none()
    return [*by_mail, *named[:10]]


def _receive(request: RightsRequest) -> RightsRequest:
    request.received_at = clock.now()
    request.jurisdiction = pack(request.jurisdiction).code
    request.reference = _reference()
    due = terms.due(request.jurisdiction, request.received_at.date())
    request.due, request.rule = due.day, due.as_rule()
    request.save(force_insert=True)
    steps.write(request, "receive", role=Role.EMPLOYEE)
    steps.log(Act.REQUEST_RECEIVED, request, "receive", role=Role.EMPLOYEE)
    announce.task(TELL, str(request.pk))
    return request


def _reference() -> str:
    while True:
        made = "R-" + "".join(secrets.choice(LETTERS) for _ in range(6))
        if not RightsRequest.objects.filter(reference=made).exists():
            return made


def _worked_on(request: RightsRequest, by: User) -> RightsRequest:
    locked = RightsRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    refuse_own(locked, by)
    if Role.HR not in by.roles:
        raise RoleCannotMove
    if locked.state not in OPEN:
        raise MoveNotAllowed
    if locked.countersignatures.filter(agreed=None).exists():
        raise WaitsForWord
    return locked


def _take_strictest(request: RightsRequest, jurisdiction: str) -> None:
    due = terms.due(jurisdiction, request.received_at.date())
    if due.day < request.due and not request.extended:
        request.jurisdiction, request.due, request.rule = jurisdiction, due.day, due.as_rule()


__all__ = [
    "ask",
    "ask_signed_in",
    "assign",
    "begin_link",
    "candidates",
    "confirm",
    "link",
    "match",
    "take_back",
]
