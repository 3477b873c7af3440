"""Compliance suspends in one form, at once, and lifts what compliance suspended."""

from django.urls import reverse

from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.directory.models import Unit
from governance.purposes import queries, suspensions
from governance.purposes.models import Suspension


def page(officer) -> str:
    return officer.get(reverse("compliance:suspensions")).content.decode()


def test_the_overview_leads_to_the_form(officer):
    assert reverse("compliance:suspensions") in officer.get("/compliance/").content.decode()
    assert "Nothing is suspended." in page(officer)


def test_a_unit_is_suspended_and_lifted_each_with_an_entry(officer):
    unit = Unit.objects.create(name="Dispatch")
    body = {"unit": unit.pk, "reason": "A breach is suspected."}
    assert officer.post(reverse("compliance:suspend"), body)["Location"] == reverse(
        "compliance:suspensions"
    )
    assert queries.stopped_for("bookings", unit.pk)
    row = Suspension.objects.get()
    assert row.role == Role.COMPLIANCE
    officer.post(reverse("compliance:lift"), {"suspension": row.pk})
    assert not queries.stopped_for("bookings", unit.pk)
    acts = list(AuditEntry.objects.filter(role=Role.COMPLIANCE).values_list("act", flat=True))
    assert {Act.PURPOSE_SUSPENDED, Act.PURPOSE_RESUMED} <= set(acts)


def test_what_is_missing_is_named_and_what_was_typed_stays(officer):
    answer = officer.post(reverse("compliance:suspend"), {"reason": "A doubt."})
    assert answer.status_code == 422
    assert "Choose a purpose, a unit, or both." in answer.content.decode()
    assert "A doubt." in answer.content.decode()


def test_what_a_representative_suspended_has_no_button(officer, company):
    by = company.staff[Role.REPRESENTATIVE].user
    row = suspensions.suspend(company.version.purpose, None, "A doubt.", by, Role.REPRESENTATIVE)
    assert "Only the employee representative can lift it." in page(officer)
    answer = officer.post(reverse("compliance:lift"), {"suspension": row.pk})
    assert answer.status_code == 403
    row.refresh_from_db()
    assert row.lifted_at is None
