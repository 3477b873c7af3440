"""Takes what goes into the holds that stand: before a key is destroyed, before a row is deleted.

One key of one taking seals the data keys of its rows; it is sealed to the public key of the hold
and forgotten. So no process here, and no copy of the databases, opens what is held, and whoever
has the three shares opens the held rows and nothing else. A hold is locked after the consent and
before the store.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from governance.holdings import walk
from governance.holdings.registry import Piece, Scope
from governance.holds.models import HeldKey, HeldRow, HoldState, LegalHold
from governance.holds.reach import Reach
from governance.holds.store_key import StoreKey
from governance.keys import sealing
from governance.signing import encode

SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PART = 100


def keep(scope: Scope) -> int:
    """Take what an erasure reaches and a hold of the person covers; return how many rows.

    Call it in a transaction that commits before the keys go. What is held already is left, so
    that doing it again changes nothing.
    """
    takings = _takings(scope.owner)
    if takings:

        def take(piece: Piece) -> None:
            for taking in takings:
                taking.take(piece)

        walk.hold(scope, take)
    return sum(taking.done() for taking in takings)


def keep_pieces(owner: str, pieces: Iterable[Piece]) -> int:
    """Take single rows that are about to be deleted, in the transaction that deletes them."""
    takings = _takings(owner)
    if takings:
        for piece in pieces:
            for taking in takings:
                taking.take(piece)
    return sum(taking.done() for taking in takings)


def binding(hold: uuid.UUID, key: uuid.UUID) -> bytes:
    """Return the HPKE info that ties the key of a taking to its hold."""
    return f"sayso-hold/1|{hold}|{key}".encode("ascii")


def associated(hold: uuid.UUID, row: uuid.UUID) -> bytes:
    """Return what the seal of a held data key is bound to."""
    return f"sayso-held/1|{hold}|{row}".encode("ascii")


def _takings(owner: str) -> list["_Taking"]:
    rows = LegalHold.objects.select_for_update(no_key=True, of=("self",))
    holds = rows.filter(owner=owner, state=HoldState.PLACED).order_by("pk")
    return [_Taking(hold) for hold in holds if not StoreKey(hold.pk).gone]


@dataclass
class _Taking:
    """What one hold takes in one go."""

    hold: LegalHold
    key_row: HeldKey | None = None
    key: bytes = b""
    rows: list[HeldRow] = field(default_factory=list)
    taken: int = 0
    known: set[uuid.UUID] = field(init=False)
    reach: Reach = field(init=False)

    def __post_init__(self) -> None:
        held = HeldRow.objects.filter(hold=self.hold)
        self.known = set(held.values_list("row", flat=True))
        self.reach = Reach(self.hold)

    def take(self, piece: Piece) -> None:
        """Take a row where the hold covers it and does not hold it yet."""
        if piece.row in self.known or not self.reach.covers(piece):
            return
        self.known.add(piece.row)
        inside = {"key": encode(piece.data_key), "bound": encode(piece.associated)}
        bound = associated(self.hold.pk, piece.row)
        key_row = self._key_row()
        self.rows.append(
            HeldRow(
                hold=self.hold,
                row=piece.row,
                purpose=piece.purpose,
                key=key_row,
                wrapped=sealing.seal(self.key, json.dumps(inside).encode(), bound),
                sealed=piece.sealed,
            )
        )
        if len(self.rows) >= PART:
            self._write()

    def done(self) -> int:
        """Write what is left, forget the key, and return how many rows were taken."""
        self._write()
        self.key = b""
        return self.taken

    def _key_row(self) -> HeldKey:
        if self.key_row is None:
            self.key, key_id = sealing.new_key(), uuid.uuid4()
            public = X25519PublicKey.from_public_bytes(bytes(self.hold.public or b""))
            sealed = SUITE.encrypt(self.key, public, binding(self.hold.pk, key_id))
            # Once more under the key of the hold, which is destroyed with its end.
            again = StoreKey(self.hold.pk).seal(sealed, f"taking|{key_id}")
            self.key_row = HeldKey.objects.create(id=key_id, hold=self.hold, sealed=again)
        return self.key_row

    def _write(self) -> None:
        HeldRow.objects.bulk_create(self.rows)
        self.taken += len(self.rows)
        self.rows.clear()
