"""A passkey from the first touch to signing in with it alone, in a real browser."""

import pytest
from allauth.mfa.models import Authenticator

from tests import factories
from tests.journeys.sound import at

pytestmark = pytest.mark.browser

ADDING = "/account/second/passkeys/add/"
EMAIL, PASSWORD = "key@kestrel.example", "a-good-long-password"
INSIDE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def person(lasting_company, settings):
    """Somebody with a password, in a browser that came by http to this computer."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return factories.person(email=EMAIL, password=PASSWORD)


@pytest.fixture
def opened(watched, person):
    """A browser with an authenticator built in, as laptops and phones have one."""
    found = watched()
    session = found.page.context.new_cdp_session(found.page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": INSIDE})
    found.session, found.authenticator = session, made["authenticatorId"]
    return found


def sign_in(page) -> None:
    page.goto("/account/login/")
    page.fill("[name=login]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.act")
    page.wait_for_url("**/home/")


def add_passkey(page) -> None:
    answer = page.goto(ADDING)
    if "reauthenticate" in answer.url:
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        at(page, ADDING)  # with the script that asks the browser for the key
    page.fill("[name=name]", "Laptop")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/passkeys/add/" not in url)


def sign_out(page) -> None:
    page.context.clear_cookies()


def test_a_passkey_is_added_and_signs_in_alone(opened, person):
    page = opened.page
    sign_in(page)
    add_passkey(page)
    kept = Authenticator.objects.filter(user=person.user, type=Authenticator.Type.WEBAUTHN)
    assert len(kept) == 1
    sign_out(page)
    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/home/")
    assert opened.complaints == []


def test_with_the_password_it_is_the_second_factor(opened, person):
    page = opened.page
    sign_in(page)
    add_passkey(page)
    sign_out(page)
    page.goto("/account/login/")
    page.fill("[name=login]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.act")
    page.wait_for_url("**/second/authenticate/**")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/home/")
    assert opened.complaints == []


def test_a_browser_without_the_passkey_says_so_and_stays(opened, person):
    page = opened.page
    sign_in(page)
    add_passkey(page)
    sign_out(page)
    opened.session.send("WebAuthn.clearCredentials", {"authenticatorId": opened.authenticator})
    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_selector("[data-passkey-failed]:visible")
    page.goto("/home/")
    at(page, "/account/login/")
