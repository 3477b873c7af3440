"""Questions about purposes."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from governance.audit.acts import Role
from governance.directory.models import Employee
from governance.packs.load import pack
from governance.purposes.approvals import roles_needed
from governance.purposes.models import PurposeVersion, Suspension, VersionState

ANSWER_DAYS = 21
"""Days that approvers have before a version is shown as late; a rule of this product."""


def in_force() -> list[PurposeVersion]:
    """Return the versions in force, by purpose."""
    return list(PurposeVersion.objects.filter(state=VersionState.IN_FORCE).order_by("purpose_id"))


def of(slug: str) -> PurposeVersion | None:
    """Return the version of a purpose that is in force."""
    return PurposeVersion.objects.filter(purpose=slug, state=VersionState.IN_FORCE).first()


def number_in_force(slug: str) -> int | None:
    """Return the number of the version of a purpose that is in force, without its text."""
    rows = PurposeVersion.objects.filter(purpose=slug, state=VersionState.IN_FORCE)
    return rows.values_list("number", flat=True).first()


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


def versions() -> QuerySet[PurposeVersion]:
    """Return every version that is more than a draft, the newest first, with its approvals."""
    return (
        PurposeVersion.objects.exclude(state=VersionState.DRAFT)
        .prefetch_related("approvals")
        .order_by("-proposed_at", "-number", "purpose_id")
    )


def waiting(role: Role) -> list[PurposeVersion]:
    """Return the versions that wait for the word of a role, the oldest first."""
    rows = (
        PurposeVersion.objects.filter(state=VersionState.PROPOSED)
        .exclude(approvals__role=role)
        .prefetch_related("approvals")
        .order_by("proposed_at", "purpose_id", "number")
    )
    return [version for version in rows if role in roles_needed(version)]


def answer_by(version: PurposeVersion) -> date | None:
    """Return the day by which the approvers are asked to answer; silence never approves."""
    if version.proposed_at is None:
        return None
    codes = version.facts.jurisdictions
    lead = max((pack(code).representatives.lead_days for code in codes), default=0)
    return version.proposed_at.date() + timedelta(days=max(ANSWER_DAYS, lead))


def suspended_everywhere() -> frozenset[str]:
    """Return the purposes that are suspended now in the whole company."""
    rows = Suspension.objects.filter(lifted_at=None, unit=None).exclude(purpose=None)
    return frozenset(rows.values_list("purpose_id", flat=True))


def running_suspensions() -> QuerySet[Suspension]:
    """Return the suspensions that hold now, the newest first."""
    return (
        Suspension.objects.filter(lifted_at=None)
        .select_related("purpose", "unit")
        .order_by("-since", "pk")
    )
