"""Suspending takes one form, at once; lifting is for the role that suspended."""

import uuid

import pytest
from django.urls import reverse

from governance.audit.acts import Role
from governance.directory.models import Unit
from governance.purposes import queries, suspensions
from governance.purposes.models import Suspension


@pytest.fixture
def browser(company, as_person, with_second_factor):
    return as_person(company.staff[Role.REPRESENTATIVE])


def suspend(browser, **body):
    return browser.post(reverse("representative:suspend"), body)


def test_nothing_is_suspended_and_the_page_says_so(browser):
    said = browser.get(reverse("representative:suspensions")).content.decode()
    assert "Nothing is suspended." in said


def test_a_unit_is_suspended_and_lifted(browser):
    unit = Unit.objects.create(name="Dispatch")
    answer = suspend(browser, unit=unit.pk, reason="Appraisals run.")
    assert answer.status_code == 302
    assert queries.stopped_for("bookings", unit.pk)
    said = browser.get(reverse("representative:suspensions")).content.decode()
    assert "Everything in Dispatch" in said
    row = Suspension.objects.get()
    browser.post(reverse("representative:lift"), {"suspension": row.pk})
    assert not queries.stopped_for("bookings", unit.pk)


def test_a_purpose_is_suspended_in_one_unit(browser):
    unit, other = Unit.objects.create(name="Dispatch"), Unit.objects.create(name="Export")
    suspend(browser, purpose="bookings", unit=unit.pk, reason="A doubt.")
    assert queries.stopped_for("bookings", unit.pk)
    assert not queries.stopped_for("bookings", other.pk)
    said = browser.get(reverse("representative:suspensions")).content.decode()
    assert "Learn how bookings are entered in Dispatch" in said


def test_a_suspended_purpose_is_marked_in_the_list(browser):
    address = reverse("representative:purposes")
    assert "tag shut" not in browser.get(address).content.decode()
    suspend(browser, purpose="bookings", reason="A doubt.")
    assert '<span class="tag shut">Suspended</span>' in browser.get(address).content.decode()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"reason": "A doubt."}, "Choose a purpose, a unit, or both."),
        ({"purpose": "bookings", "reason": " "}, "Write why"),
        ({"purpose": "nothing", "unit": "x", "reason": "A doubt."}, "Choose a purpose"),
        ({"purpose": "no\x00thing", "unit": "9" * 30, "reason": "Doubt."}, "Choose a purpose"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_suspended(body, words, browser):
    answer = suspend(browser, **body)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert body["reason"] in answer.content.decode()
    assert not Suspension.objects.exists()


def test_what_compliance_suspended_has_no_button(browser, company):
    officer = company.staff[Role.COMPLIANCE].user
    row = suspensions.suspend(company.version.purpose, None, "A doubt.", officer, Role.COMPLIANCE)
    said = browser.get(reverse("representative:suspensions")).content.decode()
    assert "Only compliance can lift it." in said
    answer = browser.post(reverse("representative:lift"), {"suspension": row.pk})
    assert answer.status_code == 403
    row.refresh_from_db()
    assert row.lifted_at is None


@pytest.mark.parametrize("wrong", ["", "x", str(uuid.UUID(int=7))])
def test_what_is_not_there_is_not_lifted(wrong, browser):
    answer = browser.post(reverse("representative:lift"), {"suspension": wrong})
    assert answer.status_code == 404


def test_the_list_asks_as_often_for_many_as_for_few(browser, company, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = reverse("representative:suspensions")
    by = company.staff[Role.REPRESENTATIVE].user

    def more(count):
        for number in range(count):
            unit = Unit.objects.create(name=f"Unit {number} of {count}")
            suspensions.suspend(company.version.purpose, unit, "A doubt.", by, Role.REPRESENTATIVE)

    more(2)
    browser.get(address)  # warms what is remembered for a moment
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    more(9)
    with django_assert_num_queries(len(few)):
        browser.get(address)
