"""The keys that a hold has in the key store, apart from the person's own.

One seals the texts of its matter and once more what is held, so that with its end no older copy
of the database opens anything, whoever still has the three shares. One for each share seals it
until it is fetched. All stand in the ring under an owner that is no person, and their end is a
line of the deletion ledger, which a restore carries out again.
"""

import uuid
from dataclasses import dataclass

from governance.keys import ring, sealing

PURPOSE = "legal-hold"
MATTER = "matter"
OPENING = "opening"


@dataclass(frozen=True, slots=True)
class StoreKey:
    """The key of one hold for one use; the use is eight characters at most."""

    hold: uuid.UUID
    use: str = MATTER

    @property
    def place(self) -> ring.Place:
        """Where it stands in the ring."""
        return ring.Place(f"hold|{self.hold}", PURPOSE, self.hold, self.use[:8])

    def make(self) -> None:
        """Make it where there is none, committed before the main database needs it."""
        ring.week_key(self.place)

    @property
    def gone(self) -> bool:
        """Tell whether it is not in the store (any more)."""
        return ring.in_use(self.place) is None

    def seal(self, plaintext: bytes, what: str) -> bytes:
        """Seal something of the hold, bound to what it is.

        Raises:
            governance.keys.ring.KeyGone: the hold is over.
        """
        return sealing.seal(self._key(), plaintext, self._bound(what))

    def open(self, sealed: bytes | memoryview, what: str) -> bytes:
        """Open what was sealed.

        Raises:
            governance.keys.ring.KeyGone: the hold is over.
            governance.keys.sealing.SealBroken: something else, or changed.
        """
        return sealing.open_sealed(self._key(), bytes(sealed), self._bound(what))

    def destroy(self) -> bool:
        """Destroy it, with its line in the ledger; tell whether it was there."""
        place = self.place
        return not self.gone and bool(
            ring.destroy(place.owner, place.purpose, place.epoch, place.week)
        )

    def _key(self) -> bytes:
        key_id = ring.in_use(self.place)
        if key_id is None:
            raise ring.KeyGone
        return ring.key(key_id)

    def _bound(self, what: str) -> bytes:
        return f"hold|{self.hold}|{self.use}|{what}".encode()
