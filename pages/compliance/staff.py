"""Who acts on a page of the compliance officer."""

from governance.audit.acts import Role
from governance.audit.record import Actor
from governance.directory.actors import actor_of
from pages.access import StaffRequest


def actor(request: StaffRequest) -> Actor:
    """Return who acts, for the log."""
    return actor_of(request.user, Role.COMPLIANCE)
