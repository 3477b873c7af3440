"""How far a hold reaches: to what was stored before it was placed, and to nothing later.

A row that is stored names the newest hold placed on its person by then (`newest`), whatever that
hold is for; a row that comes for another one takes the name over. So a hold tells what came before
it from what came after it without a moment, which no row has, and without a clock. Who stores holds
the person's consent and who places does too (`governance.holdings.walk.fence`), so that one of them
is wholly before the other.
"""

import uuid
from dataclasses import dataclass, field

from django.db.models import Max

from governance.holdings.registry import Piece
from governance.holds.models import LegalHold


def newest(owner: str) -> uuid.UUID | None:
    """Return the hold that was placed last on a person; None where there never was one.

    Ask it with the person's consent held, in the transaction that stores.
    """
    rows = LegalHold.objects.filter(owner=owner, number__isnull=False).order_by("-number")
    return rows.values_list("pk", flat=True).first()


def next_number(owner: str) -> int:
    """Return the place of a new hold in the order of those of its person.

    Ask it with the person's consents held. Two that are placed at once on somebody who has none
    can get one number; of such a person nothing is stored.
    """
    rows = LegalHold.objects.filter(owner=owner)
    return 1 + (rows.aggregate(last=Max("number"))["last"] or 0)


@dataclass(slots=True)
class Reach:
    """What one hold reaches."""

    hold: LegalHold
    _known: dict[uuid.UUID, bool] = field(default_factory=dict)

    def covers(self, piece: Piece) -> bool:
        """Tell whether the hold reaches a row."""
        if piece.purpose not in self.hold.purposes:
            return False
        if self.hold.through_week:  # placed before rows named a hold
            return piece.week <= self.hold.through_week
        return piece.after_hold is None or self._came_before(piece.after_hold)

    def _came_before(self, other: uuid.UUID) -> bool:
        """Tell whether another hold was placed before this one.

        Asked when a row names it, and not once for all of them: one that is placed meanwhile is
        there by then, since the row is. A hold that is not there any more ended years ago.
        """
        if other not in self._known:
            rows = LegalHold.objects.filter(pk=other, number__gte=self.hold.number or 0)
            self._known[other] = not rows.exists()
        return self._known[other]
