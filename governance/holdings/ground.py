"""The holdings of the rooms below this one: the directory, and closed parts of the log."""

from collections.abc import Iterator
from dataclasses import asdict

from django.db.models import Model

from governance.audit import queries
from governance.audit.models import AuditClosed
from governance.directory.models import Employee, User
from governance.holdings.registry import Scope, register
from governance.keys import owners


class DirectoryHolding:
    """The row and the login of a person. HR keeps it; erasing captured data leaves it."""

    name = "directory"
    models: tuple[type[Model], ...] = (Employee, User)

    def count(self, owner: str) -> int:
        """Count the person's rows."""
        return 1 if _of(owner) else 0

    def export(self, owner: str) -> Iterator[tuple[str, object]]:
        """Yield what the directory says of the person."""
        if row := _of(owner):
            yield (
                "directory.json",
                {
                    "name": row.name,
                    "email": row.email,
                    "login": row.login,
                    "unit": row.unit.name if row.unit else None,
                    "jurisdiction": row.jurisdiction,
                    "language": row.language,
                    "since": row.since.isoformat(),
                },
            )

    def erase(self, scope: Scope) -> int:
        """Leave the row: it is the company's record of who works here."""
        return 0

    def expire(self) -> int:
        """Nothing here ends by itself."""
        return 0


def _of(owner: str) -> Employee | None:
    for row in Employee.objects.select_related("unit"):
        if owners.owner_of(row.pk) == owner:
            return row
    return None


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
    """Register the directory and the log."""
    register(DirectoryHolding())
    register(AuditHolding())
