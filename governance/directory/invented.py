"""The invented person whom the hourly probe records: in no list, no figure and no import."""

from governance import clock
from governance.directory.models import PROBE, Employee
from governance.keys import owners

ADDRESS = "probe@sayso.invalid"
LOGIN = "sayso-probe"
NAME = "Sayso probe"


def person(jurisdiction: str) -> Employee:
    """Return the invented person, made the first time; it has no login to Sayso.

    Args:
        jurisdiction: whose law binds; that of the purpose which is probed.
    """
    found, _made = Employee.everybody.get_or_create(
        kind=PROBE,
        defaults={
            "name": NAME,
            "email": ADDRESS,
            "login": LOGIN,
            "jurisdiction": jurisdiction,
            "since": clock.now(),
        },
    )
    if found.jurisdiction != jurisdiction:
        found.jurisdiction = jurisdiction
        found.save(update_fields=["jurisdiction"])
    return found


def owner() -> str | None:
    """Return the owner that the invented person is; None where there is none."""
    pk = Employee.everybody.filter(kind=PROBE).values_list("pk", flat=True).first()
    return None if pk is None else owners.owner_of(pk)


def is_of(other: str) -> bool:
    """Tell whether an owner is the invented person: nothing of it is ever read for training."""
    return other == owner()
