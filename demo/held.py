"""The legal hold of the demonstration, placed once there is something that it reaches."""

from demo.company import company
from demo.described import Persona
from demo.seed import employee
from governance.directory.models import User
from governance.holds import acts
from governance.holds.models import HoldState, LegalHold


def place() -> None:
    """Let a second officer place the proposed hold, and a representative object to it.

    Where somebody has placed it or taken it back, nothing changes.
    """
    held, described = company().held, company()
    owner = employee(described.persona(held.person)).owner
    hold = LegalHold.objects.filter(owner=owner, state=HoldState.PROPOSED).first()
    if hold is not None:
        acts.confirm(hold.pk, _user(described.persona(held.confirmed)))
        said = held.objected
        acts.object_as_representative(hold.pk, _user(described.persona(said.by)), said.text)


def _user(persona: Persona) -> User:
    user = employee(persona).user
    if user is None:
        raise User.DoesNotExist
    return user
