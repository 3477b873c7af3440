"""Who works in HR, by name."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from governance.audit.acts import Role
from governance.directory.models import Employee, User


@dataclass(frozen=True, slots=True)
class Colleague:
    """A login of HR and its name."""

    id: str
    name: str
    chosen: bool


def user_of(request: HttpRequest) -> User:
    """Return who is signed in.

    Raises:
        BadRequest: nobody; the access table lets nobody come so far.
    """
    if not isinstance(request.user, User):
        raise BadRequest
    return request.user


def in_hr() -> QuerySet[User]:
    """Return the logins of HR."""
    found = User.objects.filter(groups__name=Role.HR, is_active=True).select_related("employee")
    return found.order_by("employee__name", "email")


def colleagues(me: User, handler: User | None) -> list[Colleague]:
    """Return who can work on a request, oneself first."""
    rows = sorted(in_hr(), key=lambda user: user.pk != me.pk)
    return [Colleague(str(row.pk), name_of(row, me), row == handler) for row in rows]


def name_of(user: User | None, me: User) -> str:
    """Return the name of a login as one of HR reads it."""
    if user is None:
        return _("Nobody")
    if user.pk == me.pk:
        return _("You")
    employee: Employee | None = getattr(user, "employee", None)
    return employee.name if employee else user.email
