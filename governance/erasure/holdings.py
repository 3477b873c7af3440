"""Erasures as a holding: the account of what went, kept for those whom it is about."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Model

from governance import clock
from governance.erasure.models import Erasure, ErasureState
from governance.holdings.registry import Scope, register

KEPT = timedelta(days=3 * 366)  # claims end three years after (a usual limitation period)


class ErasureHolding:
    """Erasures and their certificates; they name an owner, a purpose and counts, no content."""

    name = "erasures"
    models: tuple[type[Model], ...] = (Erasure,)

    def count(self, owner: str) -> int:
        """Count the erasures of a person."""
        return Erasure.objects.filter(owner=owner).count()

    def export(self, owner: str) -> Iterator[tuple[str, object]]:
        """Yield each certificate."""
        for row in Erasure.objects.filter(owner=owner).exclude(certificate=None):
            yield f"{row.pk}.json", row.certificate

    def erase(self, scope: Scope) -> int:
        """Leave them: a certificate is the proof that the rest went."""
        return 0

    def expire(self) -> int:
        """Delete what was done three years ago."""
        old = Erasure.objects.filter(state=ErasureState.DONE, begun_on__lt=clock.today() - KEPT)
        gone, _ = old.delete()
        return gone


def register_all() -> None:
    """Register the erasures."""
    register(ErasureHolding())
