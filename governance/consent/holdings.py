"""Consent as a holding."""

import uuid
from collections.abc import Iterator

from django.db.models import Model

from governance.consent import fence, receipts
from governance.consent.models import Consent, ConsentRecord, PersonState
from governance.holdings.registry import Scope, register


class ConsentHolding:
    """The ledger proves what was decided; it opens no more once the person's key is gone."""

    name = "consent"
    models: tuple[type[Model], ...] = (Consent, ConsentRecord, PersonState)

    def count(self, owner: str) -> int:
        """Count the lines of the ledger."""
        return ConsentRecord.objects.filter(owner=owner).count()

    def export(self, owner: str) -> Iterator[tuple[str, object]]:
        """Yield each signed receipt that can be opened still."""
        for line in ConsentRecord.objects.filter(owner=owner).values_list("pk", flat=True):
            receipt = receipts.one(owner, uuid.UUID(str(line)))
            if receipt is not None:
                yield f"receipts/{line}.json", receipt

    def erase(self, scope: Scope) -> int:
        """With everything, delete the private state; lines end with the person's key."""
        if not scope.everything:
            return 0
        gone, _ = PersonState.objects.filter(owner=scope.owner).delete()
        return gone

    def fence(self, owner: str) -> None:
        """Lock every consent of a person."""
        fence.hold_all(owner)

    def expire(self) -> int:
        """Nothing here ends by itself but through renewal."""
        return 0


def register_all() -> None:
    """Register consent."""
    register(ConsentHolding())
