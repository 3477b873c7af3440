"""A key store with keys of every kind, and what they open."""

import uuid

from governance.keys import owners, ring, short_memory, signers
from governance.keys.models import OwnerSecret, PersonKey, SigningKey, WeekKey
from governance.signing import Use


class Kept:
    """Keys, and sealed content that they open."""

    def __init__(self) -> None:
        self.person = uuid.uuid4()
        self.owner = owners.owner_of(self.person)
        self.sealed = ring.person_seal(self.owner, b"words", "test")
        places = [ring.Place(self.owner, "bookings", uuid.uuid4(), f"2026-W{n}") for n in range(9)]
        self.week_keys = {key: ring.key(key) for key in map(ring.week_key, places)}
        self.signer = signers.sign(Use.LEASE, "sayso-test/1", b"{}").key

    def opens(self) -> bool:
        """Tell whether everything opens, by what lies in the store alone."""
        short_memory.forget_all()
        return (
            owners.owner_of(self.person) == self.owner
            and ring.person_open(self.owner, self.sealed, "test") == b"words"
            and {key: ring.key(key) for key in self.week_keys} == self.week_keys
            and signers.sign(Use.LEASE, "sayso-test/1", b"{}").key == self.signer
        )


def wrapped() -> dict[str, bytes]:
    """Return every wrapped value of the key store."""
    return {
        f"{model.__name__}|{row.pk}": bytes(row.wrapped)
        for model in (OwnerSecret, PersonKey, WeekKey, SigningKey)
        for row in model.objects.exclude(wrapped=b"")
    }
