"""Who acts, for the log: a login in one of its roles."""

from governance.audit.acts import Role
from governance.audit.record import Actor
from governance.directory.models import Employee, User


def actor_of(user: User, role: Role) -> Actor:
    """Return a user in a role; the owner is there where the user is somebody of the directory."""
    employee = Employee.objects.filter(user=user).first()
    return Actor(role, employee.owner if employee else "")
