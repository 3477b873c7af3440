"""Questions about purposes."""

from datetime import datetime, timedelta

from django.db.models import Q

from governance.directory.models import Employee
from governance.packs.load import pack
from governance.purposes.models import PurposeVersion, Suspension, VersionState


def in_force() -> list[PurposeVersion]:
    """Return the versions in force, by purpose."""
    return list(PurposeVersion.objects.filter(state=VersionState.IN_FORCE).order_by("purpose_id"))


def of(slug: str) -> PurposeVersion | None:
    """Return the version of a purpose that is in force."""
    return PurposeVersion.objects.filter(purpose=slug, state=VersionState.IN_FORCE).first()


def stopped_for(slug: str, unit_id: int | None) -> bool:
    """Tell whether a suspension halts a purpose for people of a unit."""
    by_purpose = Q(purpose=None) | Q(purpose=slug)
    by_unit = Q(unit=None) | Q(unit=unit_id) if unit_id is not None else Q(unit=None)
    return Suspension.objects.filter(by_purpose & by_unit, lifted_at=None).exists()


def first_recording(version: PurposeVersion, employee: Employee) -> datetime:
    """Return the moment before which nothing of a person is recorded for a version.

    It is the notice time of the person's policy pack, counted from the moment when the version
    came into force, or when the person came.
    """
    told = max(version.in_force_at or employee.since, employee.since)
    return told + timedelta(hours=pack(employee.jurisdiction).notice_hours)
