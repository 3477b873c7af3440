"""Holds as a holding: what is held of a person, for that person to see; no erasure takes it."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Model

from governance import clock
from governance.holdings.registry import Scope, register
from governance.holds import acts, ending, queries
from governance.holds.models import (
    OVER,
    HeldKey,
    HeldRow,
    HoldLetter,
    HoldObjection,
    HoldOpening,
    HoldShare,
    LegalHold,
)

KEPT = timedelta(days=3 * 366)
"""How long an ended hold is shown: as long as its certificate proves anything."""


class HoldHolding:
    """Legal holds. What they hold opens with three shares alone, so it is in no export."""

    name = "holds"
    models: tuple[type[Model], ...] = (
        LegalHold,
        HeldRow,
        HeldKey,
        HoldShare,
        HoldLetter,
        HoldObjection,
        HoldOpening,
    )

    def count(self, owner: str) -> int:
        """Count what is held of a person."""
        return HeldRow.objects.filter(hold__owner=owner).count()

    def export(self, owner: str) -> Iterator[tuple[str, object]]:
        """Yield that something is held, for whom, under which reference, until when."""
        for hold in queries.of(owner):
            yield (
                f"{hold.id}.json",
                {
                    "matter": hold.matter,
                    "ordered_by": hold.text.outside or None,
                    "reference": hold.text.reference or None,
                    "purposes": list(hold.purposes),
                    "state": hold.state,
                    "placed": hold.placed_on.isoformat(),
                    "until": hold.ends_on.isoformat(),
                    "ended": hold.ended_on.isoformat() if hold.ended_on else None,
                    "renewals": hold.renewals,
                    "held_rows": hold.held,
                    "objected": hold.objected,
                    "certificate": queries.signed(owner, hold.id),
                },
            )

    def erase(self, scope: Scope) -> int:
        """Leave it: that is what a hold is. It goes with the end of the hold."""
        return 0

    def expire(self) -> int:
        """End what has reached its day, and forget holds that ended three years ago."""
        acts.lapse_proposals()
        due = ending.end_due()
        old = LegalHold.objects.filter(state__in=OVER, ended_on__lt=clock.today() - KEPT)
        old.delete()
        never = LegalHold.objects.filter(state__in=OVER, placed_on=None)
        never.filter(ended_on__lt=clock.today() - timedelta(days=90)).delete()
        return due


def register_all() -> None:
    """Register the holds."""
    register(HoldHolding())
