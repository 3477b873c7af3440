"""Goes over what is stored, person by person and week by week, in pieces, until all fits.

The rows say how far it has come, so that it can end anywhere. What was removed stays removed: a
text can only lose.
"""

import time
from collections.abc import Callable

from governance.keys.ring import Place
from redaction import edition, engines, halts
from redaction.again.texts import redact
from training import again

SECONDS = 20.0
"""How long one run goes on; the schedule brings the next one."""


def run(seconds: float = SECONDS) -> bool:
    """Redact again for a while; tell whether all fits what is in force now."""
    if not edition.is_ours(engines.engine().policy_id, engines.loaded_at()):
        return True
    policy_id, ends = edition.policy_id(), time.monotonic() + seconds
    owner = again.next_owner(policy_id)
    while owner:
        for place in again.places(owner, policy_id):
            if not _place(place, policy_id, lambda: time.monotonic() < ends):
                return False
        owner = again.next_owner(policy_id, owner)
    return True


def _place(place: Place, policy_id: str, time_is_left: Callable[[], bool]) -> bool:
    """Go over one week of a purpose; tell whether there was time for all of it."""

    def allowed() -> bool:
        return not halts.halted(place.owner, [place.purpose])

    while time_is_left():
        # Nothing is opened of what is stopped, and nothing is left where nothing moved.
        if not allowed() or not again.piece(place, policy_id, redact, allowed):
            return True
    return False
