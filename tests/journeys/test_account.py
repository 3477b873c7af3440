"""Pages that are opened seldom: signing in and out, the second factor, and the one question."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests import factories

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


def clean(opened, name: str) -> None:
    """Nothing is wrong with the page in light, in dark and where it is narrow."""
    for scheme in ("light", "dark"):
        opened.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        opened.page.wait_for_timeout(200)  # colours that were changing have changed
        found = Axe().run(opened.page).response["violations"]
        assert not found, (name, [(one["id"], one["nodes"][0]["html"][:200]) for one in found])
    opened.page.set_viewport_size({"width": 320, "height": 700})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320, name
    opened.page.set_viewport_size({"width": 1280, "height": 800})
    assert opened.complaints == [], name


def go(page, path: str) -> None:
    """Open a page; where the password is asked for once more, give it."""
    page.goto(path)
    if "reauthenticate" in page.url and "reauthenticate" not in path:
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(f"**{path}")


def test_pages_around_signing_in_are_clean(watched, lasting_company):
    opened = watched()
    for name in EVERYBODY:
        opened.page.goto(reverse(name))
        clean(opened, name)


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
        clean(opened, name)
    TOTP.activate(person.user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person.user)
    for name in WITH_A_FACTOR:
        go(opened.page, reverse(name))
        clean(opened, name)


def test_the_question_before_deleting_is_clean(watched, someone):
    opened = watched(someone)
    opened.page.goto(reverse("employee:my_data"))
    opened.page.locator(f'form[action="{reverse("employee:delete")}"] button').first.click()
    opened.page.wait_for_selector("h1")
    assert opened.page.locator('input[name="confirmed"]').count() == 1
    clean(opened, "employee:delete")
