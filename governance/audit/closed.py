"""How the closed part of an entry lies: sealed for its person, bound to entry and key."""

import uuid

from governance.audit.models import AuditClosed
from governance.keys import ring


def keep(entry: uuid.UUID, owner: str, whole: bytes) -> None:
    """Keep the key of the commitment and the closed part, in the transaction of the entry."""
    sealed = ring.person_seal_named(owner, whole, lambda key_id: label(entry, key_id))
    AuditClosed.objects.create(entry=entry, owner=owner, key_id=sealed.key_id, sealed=sealed.sealed)


def opened(row: AuditClosed) -> bytes:
    """Return the key of the commitment and the closed part.

    Raises:
        governance.keys.ring.KeyGone: the person's key has been destroyed.
        governance.keys.sealing.SealBroken: it was sealed under an earlier key, or changed.
    """
    return ring.person_open(row.owner, row.sealed, label(row.entry, row.key_id))


def label(entry: uuid.UUID, key_id: bytes | memoryview) -> str:
    """Return what the seal is bound to. A part from before keys had names is bound to no key."""
    named = bytes(key_id).hex()
    return f"audit|{entry}|{named}" if named else f"audit|{entry}"
