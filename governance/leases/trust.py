"""What a device is told at enrolment: by which log and which words of whom a lease is proved."""

from dataclasses import dataclass

from governance.audit import known
from governance.audit.known import Known
from governance.devices.errors import EnrolmentUnknown
from governance.directory.models import Employee, Status
from governance.leases import persons
from governance.packs.load import DEFAULT, codes, pack


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


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet for the wall, for all whose law asks for the approval of the same roles.

    Attributes:
        approvers: the roles that must have approved a purpose.
        jurisdictions: codes of the policy packs that ask for them.
        fingerprint: thirty digits in six groups.
    """

    approvers: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    fingerprint: str


def of(owner: str) -> Trust:
    """Return what a device of a person is to trust.

    Raises:
        governance.keys.log_key.LogKeyMissing: the sequencer has made no key of the log yet.
        EnrolmentUnknown: the directory has nobody, so that no law says who has to approve.
    """
    found = known.of()
    employee = persons.of(owner)
    if employee is None:
        raise EnrolmentUnknown
    return Trust(
        origin=found.origin,
        keys=found.keys,
        witnesses=found.witnesses,
        approvers=approvers_of(employee),
    )


def papers(found: Known) -> tuple[Paper, ...]:
    """Return the sheets for those who work here now, that with the most roles first.

    Args:
        found: by what the log is known.
    """
    people = Employee.objects.filter(status=Status.ACTIVE)
    laws = set(people.values_list("jurisdiction", flat=True)) or {DEFAULT}
    asked = sorted({_approvers(law) for law in laws}, key=lambda roles: (-len(roles), roles))
    return tuple(
        Paper(
            approvers=roles,
            jurisdictions=tuple(code for code in codes() if _approvers(code) == roles),
            fingerprint=found.fingerprint(roles),
        )
        for roles in asked
    )


def approvers_of(employee: Employee) -> tuple[str, ...]:
    """Return the roles whose approval the policy pack of a person asks for."""
    return _approvers(employee.jurisdiction)


def _approvers(jurisdiction: str) -> tuple[str, ...]:
    return tuple(sorted(pack(jurisdiction).approvals))
