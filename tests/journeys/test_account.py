"""Pages that are opened seldom: signing in and out, the second factor, and the one question."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.journeys.sound import at, sound

pytestmark = pytest.mark.browser

EVERYBODY = ("account_inactive", "account_reset_password_done", "public:ask_sent")
MINE = (
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "employee:request_erasure",
)
WITH_A_FACTOR = (
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
)
EMAIL, PASSWORD = "seldom@kestrel.example", "a-good-long-password"


def go(page, path: str) -> None:
    """Open a page; where the password is asked for once more, give it."""
    answer = page.goto(path)
    if "reauthenticate" in answer.url and "reauthenticate" not in path:
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        at(page, path)


def test_pages_around_signing_in_are_clean(watched, lasting_company):
    opened = watched()
    for name in EVERYBODY:
        opened.page.goto(reverse(name))
        sound(opened)


def test_pages_of_the_second_factor_are_clean(watched, lasting_company, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    person = factories.person(email=EMAIL, password=PASSWORD)
    opened = watched()
    opened.page.goto(reverse("account_login"))
    opened.page.fill("[name=login]", EMAIL)
    opened.page.fill("[name=password]", PASSWORD)
    opened.page.click("main button.act")
    opened.page.wait_for_url("**/home/")
    for name in MINE:
        go(opened.page, reverse(name))
        sound(opened)
    TOTP.activate(person.user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person.user)
    for name in WITH_A_FACTOR:
        go(opened.page, reverse(name))
        sound(opened)


def test_the_question_before_deleting_is_clean(watched, someone):
    opened = watched(someone)
    opened.page.goto(reverse("employee:my_data"))
    opened.page.locator(f'form[action="{reverse("employee:delete")}"] button').first.click()
    expect(opened.page.locator('input[name="confirmed"]')).to_have_count(1)
    sound(opened)
