"""No language breaks a page on a telephone: nothing scrolls sideways, no button is cut off."""

from datetime import timedelta

import pytest
from django.urls import reverse_lazy
from playwright.sync_api import expect

from governance import clock
from governance.audit.acts import Role
from governance.directory import people
from governance.purposes import versions
from tests import catalogues, factories
from tests.journeys.sound import TELEPHONE, fits

pytestmark = pytest.mark.browser

MINE = [
    "/home/", "/purposes/", "/purposes/bookings/", "/my-data/", "/rights/", "/devices/",
    "/devices/connect/", "/receipts/", "/account/you/", "/account/second/", "/pause/",
]  # fmt: skip
REPRESENTATIVE = [
    reverse_lazy("representative:waiting"), reverse_lazy("representative:purposes"),
    reverse_lazy("representative:version", args=["bookings", 2]),
    reverse_lazy("representative:suspensions"), reverse_lazy("representative:reports"),
]  # fmt: skip
EVERYBODY = ["/", "/account/login/", "/never-recorded/", "/ask/", "/check/"]
CUT_OFF = """() => [...document.querySelectorAll('.btn, button, .tag, nav a, tbody th, dt')]
  .filter(e => e.offsetParent && !e.closest('.vh') && !e.classList.contains('vh'))
  .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline'
    || e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.textContent.trim())"""


def look(page, path: str, language: str) -> None:
    page.goto(str(path))
    fitting(page, language, str(path))


def fitting(page, language: str, path: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)
    fits(page, TELEPHONE)
    assert page.locator("html").evaluate(CUT_OFF) == [], f"{path} in {language}"


@pytest.mark.parametrize("language", ["en", *catalogues.LANGUAGES])
def test_pages_of_a_person_fit_a_telephone(language, watched, someone):
    people.set_language(factories.user_of(someone), language)
    page = watched(someone, width=TELEPHONE).page
    for path in MINE:
        look(page, path, language)


@pytest.mark.parametrize("language", ["en", *catalogues.LANGUAGES])
def test_pages_of_a_visitor_fit_a_telephone(language, watched, lasting_company):
    page = watched(width=TELEPHONE).page
    page.goto("/account/login/")
    chosen = page.locator(f'.languages button[value="{language}"]')
    with page.expect_navigation():  # the page before may have been in this language already
        chosen.click()
    expect(chosen).to_have_attribute("aria-current", "true")
    for path in EVERYBODY:
        look(page, path, language)


@pytest.mark.parametrize("language", ["en", *catalogues.LANGUAGES])
def test_pages_of_a_representative_fit_a_telephone(language, watched, staff):
    person = staff[Role.REPRESENTATIVE]
    with clock.shifted(timedelta(days=-1)):
        author = staff[Role.PURPOSE_OWNER].user
        versions.propose("bookings", factories.facts(retention_days=300), author)
    people.set_language(person.user, language)
    page = watched(person, width=TELEPHONE).page
    for path in REPRESENTATIVE:
        look(page, path, language)


@pytest.mark.parametrize("language", ["en", *catalogues.LANGUAGES])
def test_what_is_left_after_a_withdrawal_fits_a_telephone(language, watched, someone):
    people.set_language(factories.user_of(someone), language)
    page = watched(someone, width=TELEPHONE).page
    page.goto("/home/")
    page.locator('form[action="/withdraw-all/"] button').first.click()
    page.wait_for_url("**/withdrawn/")
    fitting(page, language, "/withdrawn/")
