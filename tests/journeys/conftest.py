"""A real browser on the running pages."""

import threading

import pytest
from django.conf import settings

from tests import factories
from tests.journeys import slowly
from tests.pages.kept import keep
from tests.stack import wait_for

PATIENCE = 120_000  # milliseconds; a wait ends when the thing is there, so patience costs nothing

slowly.serve_in_pieces()


@pytest.fixture(scope="session")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    sync_api.expect.set_options(timeout=PATIENCE)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu"],
            timeout=PATIENCE,
        )
        yield browser
        browser.close()


@pytest.fixture
def someone(lasting_company):
    """Return a person who allowed everything and has an episode."""
    factories.allow(lasting_company.employee)
    keep(lasting_company.employee)
    return lasting_company.employee


@pytest.fixture
def staff(lasting_company):
    """Return the members of staff by role, each with a second factor."""
    for person in lasting_company.staff.values():
        with_a_factor(person)
    return lasting_company.staff


def with_a_factor(person):
    """Let a person of staff sign in with a second factor."""
    from allauth.mfa.models import Authenticator

    kind = Authenticator.Type.TOTP
    Authenticator.objects.create(user=person.user, type=kind, data={"secret": "x"})
    return person


class Watched:
    """A page of the browser that writes down what must not happen."""

    def __init__(self, context, origin: str) -> None:
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", lambda request: self._request(request.url, origin))
        slowly.slow_down(self.page)

    def _console(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console: {message.text}")

    def _request(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:")):
            self.complaints.append(f"third party: {url}")


@pytest.fixture
def watched(chromium, live_server):
    """Return a function that opens a signed-in, watched page."""
    contexts = []

    def opened(employee=None, *, width: int = 1280, script: bool = True) -> Watched:
        context = chromium.new_context(
            base_url=live_server.url,
            color_scheme="light",
            reduced_motion="reduce",  # colours change at once, and can be measured at once
            java_script_enabled=script,
            viewport={"width": width, "height": 800},
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if employee is not None:
            context.add_cookies([_session(employee, live_server.url)])
        return Watched(context, live_server.url)

    yield opened
    for context in contexts:
        context.close()
    wait_for(_nobody_is_answered, every=0.02)


def _nobody_is_answered() -> bool:
    """Tell whether the server has done with all that it was asked.

    The tables are emptied next: what still read or wrote then would lock them against that, or
    leave rows to the next test.
    """
    return not any("process_request_thread" in thread.name for thread in threading.enumerate())


def _session(employee, url: str) -> dict[str, str]:
    from django.test import Client

    client = Client()
    client.force_login(employee.user, "allauth.account.auth_backends.AuthenticationBackend")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}
