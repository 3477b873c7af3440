"""Halting a purpose, a unit, or a purpose in a unit, and lifting the halt."""

from django.db import transaction

from governance import announce, clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, record
from governance.directory.actors import actor_of
from governance.directory.models import Unit, User
from governance.purposes.errors import (
    NothingToSuspend,
    NotSuspended,
    ReasonNeeded,
    RoleCannotSuspend,
)
from governance.purposes.models import Purpose, Suspension

MAY_SUSPEND = frozenset({Role.COMPLIANCE, Role.REPRESENTATIVE})


@transaction.atomic
def suspend(
    purpose: Purpose | None, unit: Unit | None, reason: str, by: User, role: Role
) -> Suspension:
    """Halt recording for a purpose, for a unit, or for a purpose in a unit, at once.

    Raises:
        RoleCannotSuspend: not a role that may, or not one of the user.
        NothingToSuspend: neither a purpose nor a unit.
        ReasonNeeded: no reason.
    """
    if role not in MAY_SUSPEND or role not in by.roles:
        raise RoleCannotSuspend
    if purpose is None and unit is None:
        raise NothingToSuspend
    if not reason.strip():
        raise ReasonNeeded
    suspension = Suspension.objects.create(
        purpose=purpose, unit=unit, reason=reason.strip(), by=by, role=role, since=clock.now()
    )
    record(Act.PURPOSE_SUSPENDED, actor_of(by, role), _about(suspension))
    announce.everyone_ask_again()
    return suspension


@transaction.atomic
def resume(suspension: Suspension, by: User, role: Role) -> None:
    """Lift a suspension. One of the representative is lifted by a representative alone.

    Raises:
        RoleCannotSuspend: the user does not hold the role that made it.
        NotSuspended: it has been lifted.
    """
    suspension = Suspension.objects.select_for_update(no_key=True).get(pk=suspension.pk)
    if role not in MAY_SUSPEND & by.roles or suspension.role not in {"", role}:
        raise RoleCannotSuspend
    if suspension.lifted_at is not None:
        raise NotSuspended
    suspension.lifted_at = clock.now()
    suspension.save(update_fields=["lifted_at"])
    record(Act.PURPOSE_RESUMED, actor_of(by, role), _about(suspension))
    announce.everyone_ask_again()


def _about(suspension: Suspension) -> About:
    return About(purpose=suspension.purpose_id or "", details={"id": str(suspension.pk)})
