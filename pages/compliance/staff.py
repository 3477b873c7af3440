"""The request of a signed-in compliance officer."""

from django.http import HttpRequest

from governance.audit.acts import Role
from governance.audit.record import Actor
from governance.directory.actors import actor_of
from governance.directory.models import User


class StaffRequest(HttpRequest):
    """A request that the table of access has let through: somebody is signed in."""

    user: User


def actor(request: StaffRequest) -> Actor:
    """Return who acts, for the log."""
    return actor_of(request.user, Role.COMPLIANCE)
