"""Taking a request back by the mailed link, as its person does with an account by a step."""

from django.db import transaction

from governance.rights.errors import LinkEnded, MoveNotAllowed
from governance.rights.machine import take
from governance.rights.models import AskLink, RightsRequest
from governance.rights.moves import BY_NAME

MOVE = BY_NAME["take_back"]


@transaction.atomic
def by_link(link: AskLink) -> RightsRequest:
    """Take back the request to which a link leads.

    Raises:
        LinkEnded: nothing was asked under it.
        MoveNotAllowed: it is being carried out, or answered.
    """
    if link.request_id is None:
        raise LinkEnded
    locked = RightsRequest.objects.select_for_update(no_key=True).get(pk=link.request_id)
    if locked.state not in MOVE.states:
        raise MoveNotAllowed
    return take(locked, MOVE, None)


def can(request: RightsRequest) -> bool:
    """Tell whether a request can still be taken back."""
    return request.state in MOVE.states
