"""Requests as a holding: found by the matched row of the directory."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Model, Q

from governance import clock
from governance.holdings.registry import Scope, register
from governance.keys import owners
from governance.packs.load import pack
from governance.rights.models import (
    AskLink,
    Confirmation,
    CounterSignature,
    RequestStep,
    RightsRequest,
)


class RequestsHolding:
    """What somebody asked, and what became of it: kept as proof until claims have ended."""

    name = "requests"
    models: tuple[type[Model], ...] = (
        RightsRequest,
        RequestStep,
        Confirmation,
        CounterSignature,
        AskLink,
    )

    def count(self, owner: str) -> int:
        """Count the person's requests."""
        return len(_of(owner))

    def export(self, owner: str) -> Iterator[tuple[str, object]]:
        """Yield each request with its steps; whoever worked on it stands there as a role."""
        for request in _of(owner):
            yield f"{request.reference}.json", _described(request)

    def erase(self, scope: Scope) -> int:
        """Leave them: that somebody asked and was answered must be provable."""
        return 0

    def expire(self) -> int:
        """Delete requests closed before the limitation period, and links after their end."""
        used = RightsRequest.objects.values_list("jurisdiction", flat=True).distinct()
        old = Q(pk__in=[])
        for code in used:
            old |= Q(jurisdiction=code, closed_on__lt=_limit(pack(code).retention.requests_years))
        requests, _ = RightsRequest.objects.filter(old).delete()
        links, _ = AskLink.objects.filter(ends_at__lt=clock.now()).delete()
        return requests + links


def _of(owner: str) -> list[RightsRequest]:
    asked = RightsRequest.objects.exclude(employee=None).values_list("employee_id", flat=True)
    ids = [pk for pk in asked.distinct() if owners.owner_of(pk) == owner]
    rows = RightsRequest.objects.filter(employee__in=ids).prefetch_related("steps")
    return list(rows.order_by("received_at"))


def _described(request: RightsRequest) -> dict[str, object]:
    return {
        "reference": request.reference,
        "right": request.right,
        "state": request.state,
        "name": request.name,
        "email": request.email,
        "statement": request.statement,
        "received": request.received_at.isoformat(),
        "due": request.due.isoformat(),
        "closed": request.closed_on.isoformat() if request.closed_on else None,
        "steps": [
            {
                "step": step.move,
                "role": step.role,
                "reason": step.reason,
                "text": step.text,
                "at": step.at.isoformat(),
            }
            for step in sorted(request.steps.all(), key=lambda step: step.at)
        ],
    }


def _limit(years: int) -> date:
    return clock.today() - timedelta(days=366 * years)


def register_all() -> None:
    """Register the requests."""
    register(RequestsHolding())
