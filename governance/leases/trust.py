"""What a device is told at enrolment: by which log and which words of whom a lease is proved."""

from dataclasses import dataclass

from governance.audit import checkpoints
from governance.audit.models import AuditTree
from governance.directory.models import Employee
from governance.keys import log_key, signers
from governance.leases import persons
from governance.packs.load import pack
from governance.signing import Use

KEYS_MOST = 8


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
    tree = AuditTree.objects.filter(pk=1).first()
    origin = tree.origin if tree is not None else checkpoints.origin()
    keys = signers.living(Use.LOG)
    if not keys:
        raise log_key.LogKeyMissing
    return Trust(
        origin=origin,
        keys=tuple(checkpoints.verifier_key(origin, bytes(row.public)) for row in keys)[
            -KEYS_MOST:
        ],
        witnesses=(),
        approvers=() if employee is None else approvers_of(employee),
    )


def approvers_of(employee: Employee) -> tuple[str, ...]:
    """Return the roles whose approval the policy pack of a person asks for."""
    return tuple(str(role) for role in pack(employee.jurisdiction).approvals)
