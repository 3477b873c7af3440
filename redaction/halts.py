"""Whether batches have to wait sealed: everything is stopped, or a purpose or unit suspended."""

from collections.abc import Iterable

from governance.directory.models import Employee
from governance.keys import owners
from governance.purposes import queries as purposes
from governance.purposes.models import Suspension
from governance.stops import stop


def halted(owner: str, purposes_of_rows: Iterable[str]) -> bool:
    """Tell whether nothing of this person may be opened or stored now."""
    if stop.active():
        return True
    if not Suspension.objects.filter(lifted_at=None).exists():
        return False
    unit = _unit_of(owner)
    return any(purposes.stopped_for(purpose, unit) for purpose in purposes_of_rows)


def _unit_of(owner: str) -> int | None:
    """Return the unit of a person, found through the key store; seldom needed."""
    for pk, unit in Employee.objects.values_list("pk", "unit_id"):
        if owners.owner_of(pk) == owner:
            return unit
    return None
