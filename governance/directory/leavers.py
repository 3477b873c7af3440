"""Somebody leaves: from their last moment on nothing of theirs is recorded."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.audit.record import Actor
from governance.directory import people
from governance.directory.models import Employee
from governance.errors import Refusal

FARTHEST = timedelta(days=366)


class LastMomentImpossible(Refusal):
    """The last moment is before the person came, or more than a year away."""

    code = "last-moment-impossible"
    message = _("This cannot be the last moment of this person.")
    remedy = _("Enter a moment after the person came, and at most a year from now.")


@transaction.atomic
def leave(employee: Employee, last: datetime, actor: Actor) -> None:
    """Note somebody's last moment; it may be ahead, and it may be corrected.

    No lease reaches beyond it. What was recorded before stays as the person decided.

    Raises:
        LastMomentImpossible: before the person came, or more than a year ahead.
    """
    locked = Employee.objects.select_for_update(no_key=True).get(pk=employee.pk)
    if last < locked.since or last > clock.now() + FARTHEST:
        raise LastMomentImpossible
    people.leave(locked, last, actor)
    employee.refresh_from_db()
