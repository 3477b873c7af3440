"""Every page in a real browser: accessible, quiet, alone, and narrow where it must be."""

from datetime import timedelta

import pytest

from governance import clock
from governance.consent import decisions
from governance.erasure import run
from governance.erasure.models import ErasureState
from tests.journeys.sound import sound

pytestmark = pytest.mark.browser

MINE = [
    "/home/", "/purposes/", "/purposes/bookings/", "/my-data/", "/my-data/looks/", "/devices/",
    "/devices/connect/", "/receipts/", "/rights/", "/account/you/", "/pause/",
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


def look(opened, paths: list[str]) -> None:
    for path in paths:
        opened.page.goto(path)
        sound(opened, but="status of 40" if path in ERRORS else "")


def test_pages_of_a_person(watched, someone):
    look(watched(someone), MINE)


def test_page_after_a_withdrawal(watched, someone):
    decisions.withdraw_all(someone)
    for erasure in run.unfinished():
        run.advance(erasure)
        with clock.shifted(timedelta(seconds=61)):
            assert run.advance(erasure) is ErasureState.DONE
    look(watched(someone), ["/withdrawn/"])


def test_pages_for_everybody(watched, lasting_company):
    look(watched(), EVERYBODY)


def test_pages_of_a_person_who_never_answered(watched, lasting_company):
    unasked = ["/home/", "/purposes/", "/purposes/bookings/", "/my-data/", "/devices/"]
    look(watched(lasting_company.other), unasked)
