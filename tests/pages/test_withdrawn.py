"""The page after a withdrawal says what is so: also later, and while something else goes on."""

import pytest
from django.urls import reverse

from governance.consent import decisions
from tests import factories

WITHDRAWN = "/withdrawn/"


def shown(browser) -> str:
    return browser.get(WITHDRAWN).content.decode()


def withdraw(company) -> None:
    factories.allow(company.employee)
    decisions.withdraw(company.employee, company.slug)


@pytest.mark.parametrize("allows", [False, True], ids=["never asked", "allows"])
def test_whoever_withdrew_nothing_is_led_home(browser, company, allows):
    if allows:
        factories.allow(company.employee)
    answer = browser.get(WITHDRAWN)
    assert (answer.status_code, answer["Location"]) == (302, reverse("employee:home"))


def test_whoever_allowed_again_is_led_home_also_from_a_page_that_is_open_still(browser, company):
    withdraw(company)
    assert "You withdrew." in shown(browser)
    factories.allow(company.employee)
    assert browser.get(WITHDRAWN).status_code == 302
    polled = browser.get(WITHDRAWN, headers={"HX-Request": "true"})
    assert polled["HX-Redirect"] == reverse("employee:home")


def test_where_nothing_else_is_allowed_nothing_is_recorded(browser, company):
    withdraw(company)
    page = shown(browser)
    assert "Nothing of yours is being recorded." in page
    assert "You still allow" not in page


def test_what_is_still_allowed_is_named(browser, company):
    other = factories.purpose("second", company.staff)
    factories.allow(company.employee, "second")
    withdraw(company)
    page = shown(browser)
    name = other.facts.notice("en")[1].name
    assert "What you withdrew has stopped." in page
    assert f"You still allow: {name}." in page
    assert "Nothing of yours is being recorded." not in page
