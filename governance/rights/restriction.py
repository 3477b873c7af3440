"""While a request is open, nothing of its person goes into anything new."""

from governance.keys import owners
from governance.rights.models import RightsRequest, State

RESTRICTS = frozenset({State.NEEDS_INFO, State.ASSESSING, State.EXECUTING})
"""States in which it is known who asks. Before, anybody could stop the data of anybody."""


def restricted(owner: str) -> bool:
    """Tell whether an open request keeps a person's data out of every new use."""
    rows = RightsRequest.objects.filter(state__in=RESTRICTS).exclude(employee=None)
    asked = rows.values_list("employee_id", flat=True).distinct()
    return any(owners.owner_of(employee) == owner for employee in asked)
