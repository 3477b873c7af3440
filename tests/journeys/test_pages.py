"""Every page in a real browser: accessible, quiet, alone, and narrow where it must be."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

MINE = [
    "/home/", "/purposes/", "/purposes/bookings/", "/my-data/", "/my-data/looks/", "/devices/",
    "/devices/connect/", "/receipts/", "/rights/", "/account/you/", "/pause/", "/withdrawn/",
    "/account/second/", "/account/sessions/", "/account/password/change/", "/no-such-page/",
    "/staff/hr/",
]  # fmt: skip
EVERYBODY = [
    "/",
    "/never-recorded/",
    "/fingerprint/",
    "/account/login/",
    "/account/password/reset/",
]
ERRORS = {"/no-such-page/", "/staff/hr/"}


def look(watched, path: str, employee, scheme: str) -> None:
    opened = watched(employee, scheme)
    opened.page.goto(path, wait_until="networkidle")
    found = Axe().run(opened.page).response["violations"]
    assert not found, [(one["id"], [n["html"][:200] for n in one["nodes"]]) for one in found]
    complaints = [
        text for text in opened.complaints if not (path in ERRORS and "status of 40" in text)
    ]
    assert complaints == []
    opened.page.set_viewport_size({"width": 320, "height": 700})
    width = opened.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, f"{path} scrolls sideways at 320: {width}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_a_person(scheme, watched, someone):
    for path in MINE:
        look(watched, path, someone, scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_for_everybody(scheme, watched, lasting_company):
    for path in EVERYBODY:
        look(watched, path, None, scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_a_person_who_never_answered(scheme, watched, lasting_company):
    for path in ("/home/", "/purposes/", "/purposes/bookings/", "/my-data/", "/devices/"):
        look(watched, path, lasting_company.other, scheme)
