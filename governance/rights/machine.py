"""Takes a request from state to state, by the table of moves and no other way."""

from dataclasses import dataclass

from django.db import transaction

from governance import announce, clock
from governance.audit.acts import Act, Role
from governance.directory.models import User
from governance.rights import steps, term
from governance.rights.errors import (
    MoveNotAllowed,
    NotWaiting,
    ReasonNeeded,
    RoleCannotMove,
    TextNeeded,
    WaitsForWord,
)
from governance.rights.models import CounterSignature, RightsRequest, State
from governance.rights.moves import BY_NAME, ENDED, MOVES, Move
from governance.rights.own import is_own, refuse_own
from governance.rights.reasons import REASONS, allowed

EXECUTE = "governance.rights.tasks.execute"
TELL = "governance.rights.tasks.send_letters"


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that can be taken now.

    Attributes:
        consequence: the sentence beside its button.
        reasons: code and words to choose from; empty where none is needed.
    """

    move: str
    label: str
    consequence: str
    needs_reason: bool
    needs_text: bool
    countersigned: bool
    reasons: tuple[tuple[str, str], ...] = ()


def choices(request: RightsRequest, user: User, role: Role) -> list[Choice]:
    """Return the steps that a user can take now in a role; none on their own request.

    Its person may take back what was asked.
    """
    if not _may(request, user, role) or _waiting(request):
        return []
    return [
        _choice(move, request.jurisdiction)
        for move in MOVES
        if move.step and move.role == role and request.state in move.states
        if move.name != "extend" or term.refused_extension(request) is None
    ]


@transaction.atomic
def step(
    request: RightsRequest, move: str, user: User, role: Role, reason: str = "", text: str = ""
) -> RightsRequest:
    """Take one step.

    What must be countersigned waits for the compliance officer, and the state stays until then.

    Raises:
        OwnRequest: a member of staff on their own request.
        RoleCannotMove: not a role of the user, or not the move's.
        MoveNotAllowed: the state does not allow it.
        WaitsForWord: an answer waits for the compliance officer.
        ReasonNeeded, TextNeeded: what the move asks for is missing.
        CannotExtend, TooLate: the term is not extended.
    """
    locked = RightsRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    row = BY_NAME.get(move)
    if role != Role.EMPLOYEE:
        refuse_own(locked, user)
    if row is None or not row.step:
        raise MoveNotAllowed
    if not _may(locked, user, role) or row.role != role:
        raise RoleCannotMove
    if locked.state not in row.states:
        raise MoveNotAllowed
    if _waiting(locked) and row.name != "take_back":
        raise WaitsForWord
    _refuse_without(row, locked.jurisdiction, reason, text)
    return take(locked, row, user, reason, text.strip())


def take(
    locked: RightsRequest, row: Move, user: User | None, reason: str = "", text: str = ""
) -> RightsRequest:
    """Take a step that has been checked, on a locked request."""
    if row.countersigned and user is not None:
        _wait(locked, row, user, reason, text)
        return locked
    if row.name in _CHANGES:
        _CHANGES[row.name](locked, reason)
    _move(locked, row.to)
    steps.write(locked, row.name, user, row.role, reason, text)
    steps.log(Act.REQUEST_MOVED, locked, row.name, user, row.role)
    _announce(locked)
    return locked


@transaction.atomic
def countersign(waiting: CounterSignature, agreed: bool, user: User, note: str) -> None:
    """Give the compliance officer's word; only a yes moves the request.

    Raises:
        NotWaiting: the word has been given.
        RoleCannotMove: the user is no compliance officer, or proposed the answer.
        OwnRequest: the request is the user's.
        TextNeeded: a no without a word why.
    """
    request = RightsRequest.objects.select_for_update(no_key=True).get(pk=waiting.request_id)
    row = CounterSignature.objects.select_for_update(no_key=True).get(pk=waiting.pk)
    refuse_own(request, user)
    if Role.COMPLIANCE not in user.roles or row.by_id == user.pk:
        raise RoleCannotMove
    move = BY_NAME[row.move]
    if row.agreed is not None or request.state not in move.states:
        raise NotWaiting
    if not agreed and not note.strip():
        raise TextNeeded
    row.agreed, row.decided_by, row.decided_at, row.note = agreed, user, clock.now(), note.strip()
    row.save()
    if agreed:
        _move(request, move.to)
    name = "agree" if agreed else "return"
    steps.write(request, name, user, Role.COMPLIANCE, row.reason, note.strip())
    if agreed:
        steps.write(request, move.name, row.by, Role.HR, row.reason, row.text)
    steps.log(Act.REQUEST_COUNTERSIGNED, request, name, user, Role.COMPLIANCE)
    _announce(request)


def _may(request: RightsRequest, user: User, role: Role) -> bool:
    if role == Role.EMPLOYEE:
        employee = getattr(user, "employee", None)
        return employee is not None and request.employee_id == employee.pk
    return role in user.roles and not is_own(request, user)


def _waiting(request: RightsRequest) -> bool:
    return request.countersignatures.filter(agreed=None).exists()


def _choice(move: Move, jurisdiction: str) -> Choice:
    return Choice(
        move=move.name,
        label=str(move.label),
        consequence=str(move.consequence),
        needs_reason=move.reason,
        needs_text=move.text,
        countersigned=move.countersigned,
        reasons=tuple((c, str(words)) for c, words in allowed(move.name, jurisdiction).items()),
    )


def _refuse_without(row: Move, jurisdiction: str, reason: str, text: str) -> None:
    if row.reason and reason not in allowed(row.name, jurisdiction):
        raise ReasonNeeded
    if row.text and not text.strip():
        raise TextNeeded


def _wait(locked: RightsRequest, row: Move, user: User, reason: str, text: str) -> None:
    CounterSignature.objects.create(
        request=locked, move=row.name, reason=reason, text=text, by=user, at=clock.now()
    )
    name = f"propose_{row.name}"
    steps.write(locked, name, user, row.role, reason, text)
    steps.log(Act.REQUEST_MOVED, locked, name, user, row.role)


def _move(locked: RightsRequest, to: State | None) -> None:
    if to is not None:
        locked.state = to
    if locked.state in ENDED:
        locked.closed_on = clock.today()
        locked.countersignatures.filter(agreed=None).delete()
    locked.save()


def _announce(locked: RightsRequest) -> None:
    if locked.state == State.EXECUTING:
        announce.task(EXECUTE, str(locked.pk))
    announce.task(TELL, str(locked.pk))


_CHANGES = {
    "ask_person": term.stand_still,
    "go_on": term.go_on,
    "extend": term.extend,
}

__all__ = ["MOVES", "REASONS", "Choice", "choices", "countersign", "step", "take"]
