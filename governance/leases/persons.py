"""Whose an owner is: kept in memory alone, since no table may join the two."""

import uuid
from threading import Lock

from governance.directory.models import Employee
from governance.keys import owners

_lock = Lock()
_known: dict[str, uuid.UUID] = {}


def of(owner: str) -> Employee | None:
    """Return the person behind an owner, read fresh; None where the directory has nobody."""
    found = _known.get(owner) or _learn(owner)
    if found is None:
        return None
    return Employee.everybody.select_related("unit", "user").filter(pk=found).first()


def _learn(owner: str) -> uuid.UUID | None:
    """Compute the owner of everybody who is new in the directory."""
    with _lock:
        seen = set(_known.values())
        for pk in Employee.everybody.values_list("pk", flat=True):
            if pk not in seen:
                _known[owners.owner_of(pk)] = pk
        return _known.get(owner)
