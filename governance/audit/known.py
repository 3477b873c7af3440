"""By what the log is known to those who do not trust this server: name, keys, witnesses."""

from collections.abc import Sequence
from dataclasses import dataclass

from governance.audit import checkpoints, fingerprint, witnesses
from governance.audit.models import AuditTree
from governance.keys import log_key, signers
from governance.signing import Use

KEYS_MOST = 8


@dataclass(frozen=True, slots=True)
class Known:
    """What each device is told of the log when it is enrolled, and a fingerprint covers.

    Attributes:
        origin: name of the log.
        keys: its public keys that are in use, as C2SP writes them, the newest last.
        witnesses: public keys of the witnesses that the company names.
    """

    origin: str
    keys: tuple[str, ...]
    witnesses: tuple[str, ...]

    def fingerprint(self, approvers: Sequence[str]) -> str:
        """Return thirty digits in six groups, for those to whom the word of these roles counts."""
        return fingerprint.of(self.origin, self.keys, self.witnesses, approvers)


def of() -> Known:
    """Return by what the log is known now.

    Raises:
        governance.keys.log_key.LogKeyMissing: the sequencer has made no key of the log yet.
    """
    tree = AuditTree.objects.filter(pk=1).first()
    origin = tree.origin if tree is not None else checkpoints.origin()
    keys = signers.living(Use.LOG)
    if not keys:
        raise log_key.LogKeyMissing
    written = (checkpoints.verifier_key(origin, bytes(row.public)) for row in keys)
    return Known(
        origin=origin,
        keys=tuple(written)[-KEYS_MOST:],
        witnesses=tuple(one.text for one in witnesses.named()),
    )


def if_any() -> Known | None:
    """Return by what the log is known now; None where it has no key yet."""
    try:
        return of()
    except log_key.LogKeyMissing:
        return None
