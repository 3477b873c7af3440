"""Writes what happened to a request: a step for good, and the entry of the log."""

from datetime import timedelta

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.record import SYSTEM, About, Actor, record
from governance.directory.actors import actor_of
from governance.directory.models import User
from governance.rights.models import RequestStep, RightsRequest


def write(
    request: RightsRequest,
    move: str,
    by: User | None = None,
    role: Role = Role.SYSTEM,
    reason: str = "",
    text: str = "",
) -> RequestStep:
    """Note a step at the state that the request has now; no two are of the same moment."""
    last = request.steps.order_by("-at").values_list("at", flat=True).first()
    at = max(clock.now(), last + timedelta(microseconds=1)) if last else clock.now()
    return RequestStep.objects.create(
        request=request,
        move=move,
        state=request.state,
        by=by,
        role=role,
        reason=reason,
        text=text,
        at=at,
    )


def log(
    act: Act, request: RightsRequest, move: str, by: User | None = None, role: Role = Role.SYSTEM
) -> None:
    """Write the entry; whom the request is about stands in the closed part alone.

    Once everything of a person has been erased, an entry about them would make a new key for
    them: then, and where nobody was matched, it is about nobody.
    """
    actor = actor_of(by, role) if by is not None else (SYSTEM if _system(role) else Actor(role))
    details = {"request": str(request.pk), "move": move, "state": str(request.state)}
    record(act, actor, About(_owner(request), details=details))


def _owner(request: RightsRequest) -> str:
    if request.employee is None or request.erasure is not None:
        return ""
    return request.employee.owner


def _system(role: Role) -> bool:
    return role == Role.SYSTEM
