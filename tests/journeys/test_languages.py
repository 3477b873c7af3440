"""No language breaks a page on a telephone: nothing scrolls sideways, no button is cut off."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse_lazy

from governance import clock
from governance.audit.acts import Role
from governance.directory import people
from governance.purposes import versions
from tests import catalogues, factories

pytestmark = pytest.mark.browser

WIDTH = 390
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
    page.goto(str(path), wait_until="networkidle")
    assert page.locator("html").get_attribute("lang") == language
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= WIDTH, f"{path} in {language} scrolls sideways: {width}"
    assert page.evaluate(CUT_OFF) == [], f"{path} in {language}"


@pytest.mark.parametrize("language", ["en", *catalogues.LANGUAGES])
def test_pages_of_a_person_fit_a_telephone(language, watched, someone):
    people.set_language(factories.user_of(someone), language)
    page = watched(someone, width=WIDTH).page
    for path in MINE:
        look(page, path, language)


@pytest.mark.parametrize("language", ["en", *catalogues.LANGUAGES])
def test_pages_of_a_visitor_fit_a_telephone(language, watched, lasting_company):
    page = watched(width=WIDTH).page
    page.goto("/account/login/")
    page.locator(f'.languages button[value="{language}"]').click()
    for path in EVERYBODY:
        look(page, path, language)


@pytest.mark.parametrize("language", ["en", *catalogues.LANGUAGES])
def test_pages_of_a_representative_fit_a_telephone(language, watched, lasting_company):
    person = lasting_company.staff[Role.REPRESENTATIVE]
    Authenticator.objects.create(
        user=person.user, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    with clock.shifted(timedelta(days=-1)):
        author = lasting_company.staff[Role.PURPOSE_OWNER].user
        versions.propose("bookings", factories.facts(retention_days=300), author)
    people.set_language(person.user, language)
    page = watched(person, width=WIDTH).page
    for path in REPRESENTATIVE:
        look(page, path, language)


@pytest.mark.parametrize("language", ["en", *catalogues.LANGUAGES])
def test_what_is_left_after_a_withdrawal_fits_a_telephone(language, watched, someone):
    people.set_language(factories.user_of(someone), language)
    page = watched(someone, width=WIDTH).page
    page.goto("/home/")
    page.locator('form[action="/withdraw-all/"] button').first.click()
    look(page, "/withdrawn/", language)
