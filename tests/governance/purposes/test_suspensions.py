"""A suspension takes effect at once, and is lifted by the role that made it."""

import pytest

from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.directory.models import Unit
from governance.purposes import queries, suspensions
from governance.purposes.errors import (
    NothingToSuspend,
    NotSuspended,
    ReasonNeeded,
    RoleCannotSuspend,
)


@pytest.fixture
def suspended(company):
    by = company.staff[Role.REPRESENTATIVE].user
    return suspensions.suspend(
        company.version.purpose, None, "The masks failed.", by, Role.REPRESENTATIVE
    )


def test_a_purpose_is_halted_until_it_is_lifted(suspended, company):
    assert queries.stopped_for("bookings", None)
    suspensions.resume(suspended, suspended.by, Role.REPRESENTATIVE)
    assert not queries.stopped_for("bookings", None)
    acts = AuditEntry.objects.filter(purpose="bookings").values_list("act", flat=True)
    assert {Act.PURPOSE_SUSPENDED, Act.PURPOSE_RESUMED} <= set(acts)


def test_what_the_representative_suspended_compliance_cannot_lift(suspended, company):
    officer = company.staff[Role.COMPLIANCE].user
    for role in (Role.COMPLIANCE, Role.REPRESENTATIVE):
        with pytest.raises(RoleCannotSuspend):
            suspensions.resume(suspended, officer, role)
    assert queries.stopped_for("bookings", None)


def test_another_representative_lifts_it(suspended, company):
    from django.contrib.auth.models import Group

    company.other.user.groups.add(Group.objects.get(name=Role.REPRESENTATIVE))
    suspensions.resume(suspended, company.other.user, Role.REPRESENTATIVE)
    assert not queries.stopped_for("bookings", None)


def test_it_is_lifted_once(suspended):
    suspensions.resume(suspended, suspended.by, Role.REPRESENTATIVE)
    with pytest.raises(NotSuspended):
        suspensions.resume(suspended, suspended.by, Role.REPRESENTATIVE)


def test_a_unit_is_halted_for_every_purpose(company):
    unit, other = Unit.objects.create(name="Dispatch"), Unit.objects.create(name="Export")
    by = company.staff[Role.REPRESENTATIVE].user
    suspensions.suspend(None, unit, "Appraisals run.", by, Role.REPRESENTATIVE)
    assert queries.stopped_for("bookings", unit.pk)
    assert not queries.stopped_for("bookings", other.pk)


@pytest.mark.parametrize("role", [Role.HR, Role.STEWARD, Role.PURPOSE_OWNER])
def test_no_other_role_suspends(role, company):
    with pytest.raises(RoleCannotSuspend):
        suspensions.suspend(
            company.version.purpose, None, "A doubt.", company.staff[role].user, role
        )


def test_it_needs_a_reason_and_a_place(company):
    by = company.staff[Role.REPRESENTATIVE].user
    with pytest.raises(ReasonNeeded):
        suspensions.suspend(company.version.purpose, None, " ", by, Role.REPRESENTATIVE)
    with pytest.raises(NothingToSuspend):
        suspensions.suspend(None, None, "A doubt.", by, Role.REPRESENTATIVE)
