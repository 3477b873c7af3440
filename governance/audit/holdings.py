"""Closed parts of the log as a holding."""

from collections.abc import Iterator
from dataclasses import asdict

from django.db.models import Model

from governance.audit import queries
from governance.audit.models import AuditClosed
from governance.holdings.registry import Scope, register


class AuditHolding:
    """Whom an entry is about. The open entry stays and proves that nothing was removed."""

    name = "audit"
    models: tuple[type[Model], ...] = (AuditClosed,)

    def count(self, owner: str) -> int:
        """Count the closed parts about a person."""
        return AuditClosed.objects.filter(owner=owner).count()

    def export(self, owner: str) -> Iterator[tuple[str, object]]:
        """Yield the person's own entries."""
        yield "log.json", [{**asdict(e), "at": e.at.isoformat()} for e in queries.of(owner)]

    def erase(self, scope: Scope) -> int:
        """With everything, delete the closed parts."""
        if not scope.everything:
            return 0
        gone, _ = AuditClosed.objects.filter(owner=scope.owner).delete()
        return gone

    def expire(self) -> int:
        """Nothing here ends by itself."""
        return 0


def register_all() -> None:
    """Register the closed parts."""
    register(AuditHolding())
