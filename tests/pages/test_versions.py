"""A new version: old consent does not stretch, and the page says what changed."""

from django.urls import reverse

from governance.purposes.kinds import Kind
from pages.employee import differences
from pages.employee.differences import Tag
from tests import factories


def test_what_is_added_is_wider_and_what_goes_is_narrower():
    old = factories.facts()
    less = factories.facts(kinds=(Kind.CLICKS,), retention_days=30)
    assert {c.tag for c in differences.between(old, less, "en")} == {Tag.NARROWER}
    assert {c.tag for c in differences.between(less, old, "en")} == {Tag.WIDER}


def test_the_same_facts_have_no_difference():
    assert differences.between(factories.facts(), factories.facts(), "en") == []


def test_the_page_shows_the_difference_to_the_version_agreed_to(browser, company):
    factories.allow(company.employee)
    factories.purpose(staff=company.staff, retention_days=300)
    page = browser.get(reverse("employee:purpose", args=["bookings"])).content.decode()
    assert "What changed since version 1" in page
    assert "300 days" in page
    assert 'aria-pressed="true"' not in page  # old consent does not stretch
