"""What data stewards see of releases and recalls. No number of people, nothing that waits."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from training.models import Recall, Release, ReleaseState
from training.releases import links


@dataclass(frozen=True, slots=True)
class InRelease:
    """A release that a person is in."""

    purpose: str
    number: int
    ends_on: date | None
    recalled: bool


def releases(purpose: str = "", state: str = "") -> QuerySet[Release]:
    """Return releases, the newest first, with their recalls."""
    rows = Release.objects.defer("manifest").select_related("recall")
    if purpose:
        rows = rows.filter(purpose=purpose)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-begun_on", "-number", "purpose")


def purposes() -> list[str]:
    """Return the purposes for which there are releases."""
    rows = Release.objects.order_by("purpose").values_list("purpose", flat=True)
    return list(rows.distinct())


def recalls() -> QuerySet[Recall]:
    """Return the recalls that were sent: open ones first, the newest round first."""
    rows = Recall.objects.filter(issued_on__isnull=False).select_related("release")
    return rows.defer("pending").order_by("-issued_on", "release__purpose", "release__number")


def open_recalls() -> int:
    """Count the recalls that nobody has answered."""
    return recalls().filter(acknowledged_on=None).count()


def of(owner: str) -> list[InRelease]:
    """Return the releases that a person is in, for that person."""
    return [
        InRelease(
            row.release.purpose,
            row.release.number,
            row.release.ends_on,
            row.release.state == ReleaseState.RECALLED,
        )
        for row in links.of(owner)
    ]
