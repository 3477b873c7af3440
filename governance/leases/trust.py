"""What a device is told at enrolment: by which log and which words of whom a lease is proved."""

from dataclasses import dataclass

from governance.audit import known
from governance.directory.models import Employee
from governance.leases import persons
from governance.packs.load import pack


@dataclass(frozen=True, slots=True)
class Trust:
    """What a device compares with the paper, and keeps.

    Attributes:
        origin: name of the log.
        keys: its public keys that are in use, as C2SP writes them, the newest last.
        witnesses: public keys of the witnesses that the company names.
        approvers: the roles that must have approved a purpose before it may record this person.
    """

    origin: str
    keys: tuple[str, ...]
    witnesses: tuple[str, ...]
    approvers: tuple[str, ...]


def of(owner: str) -> Trust:
    """Return what a device of a person is to trust.

    Raises:
        governance.keys.log_key.LogKeyMissing: the sequencer has made no key of the log yet.
    """
    employee = persons.of(owner)
    found = known.of()
    return Trust(
        origin=found.origin,
        keys=found.keys,
        witnesses=found.witnesses,
        approvers=() if employee is None else approvers_of(employee),
    )


def approvers_of(employee: Employee) -> tuple[str, ...]:
    """Return the roles whose approval the policy pack of a person asks for."""
    return tuple(str(role) for role in pack(employee.jurisdiction).approvals)
