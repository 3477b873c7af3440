"""The inbox, quarantine and failures as a holding."""

import uuid
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Model

from governance.holdings.registry import Scope, register
from redaction import failures, quarantine
from redaction.models import Failure, InboxBatch, InboxState


class InboxHolding:
    """Accepted batches that wait or were put aside: sealed, so nobody reads what they hold."""

    name = "inbox"
    models: tuple[type[Model], ...] = (InboxBatch, Failure)

    def count(self, owner: str) -> int:
        """Count the batches of a person."""
        return InboxBatch.objects.filter(owner=owner).count()

    def export(self, owner: str) -> Iterator[tuple[str, object]]:
        """Yield what is known without opening: how many wait. They soon are episodes or gone."""
        if waiting := self.count(owner):
            yield "waiting.json", {"batches": waiting}

    def erase(self, scope: Scope) -> int:
        """Delete batches of an epoch.

        A waiting batch that serves another epoch too is left to the worker, which drops at the
        fence what is dead (`left` counts it until then). With a kind, the fence does all of it.
        """
        if scope.kind is not None:
            return 0
        if scope.purpose is None:
            Failure.objects.filter(owner=scope.owner).delete()
            return _delete([row.pk for row in _rows(scope.owner)])
        doomed = [row.pk for row in _touched(scope) if not _waits_for_others(row, scope)]
        return _delete(doomed)

    def left(self, scope: Scope) -> int:
        """Count batches that still hold something of a scope."""
        return 0 if scope.kind is not None else len(_touched(scope))

    def expire(self) -> int:
        """Delete what nobody can open and what no device came for."""
        return quarantine.expire() + failures.expire()

    def forget(self, owner: str, since: datetime) -> int:
        """Delete batches that were accepted since a moment."""
        rows = InboxBatch.objects.select_for_update().filter(owner=owner, accepted_at__gte=since)
        return _delete([row.pk for row in rows.order_by("pk").only("pk")])


def _rows(owner: str) -> list[InboxBatch]:
    rows = InboxBatch.objects.select_for_update().filter(owner=owner).order_by("pk")
    return list(rows.only("pk", "epochs", "state"))


def _touched(scope: Scope) -> list[InboxBatch]:
    rows = InboxBatch.objects.filter(owner=scope.owner).order_by("pk")
    return [row for row in rows.only("pk", "epochs", "state") if _holds(row, scope)]


def _holds(row: InboxBatch, scope: Scope) -> bool:
    return any(_meant(ref, scope) for ref in row.epochs)


def _waits_for_others(row: InboxBatch, scope: Scope) -> bool:
    others = any(not _meant(ref, scope) for ref in row.epochs)
    return others and row.state == InboxState.WAITING


def _meant(ref: dict[str, str], scope: Scope) -> bool:
    return scope.purpose in (None, ref["purpose"]) and (
        scope.epoch is None or scope.epoch == uuid.UUID(ref["epoch"])
    )


def _delete(ids: list[uuid.UUID]) -> int:
    InboxBatch.objects.filter(pk__in=ids).delete()
    return len(ids)


def register_all() -> None:
    """Register the inbox."""
    register(InboxHolding())
