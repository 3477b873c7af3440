"""A kind that needs an end, and data closed after a change, in a real browser."""

import pytest
from playwright.sync_api import expect

from governance.audit.acts import Role
from governance.audit.record import Actor
from governance.consent import queries as consent
from governance.devices.taken_over import changed_by_other
from governance.purposes.kinds import Kind
from tests import factories
from tests.journeys.sound import quiet, sound
from tests.pages.test_sites import CHROMIUM, SITES

pytestmark = pytest.mark.browser


@pytest.fixture
def rhythm(lasting_company):
    kinds = (Kind.CLICKS, Kind.TYPING_RHYTHM, Kind.POINTER_PATHS)
    factories.purpose(
        "web", lasting_company.staff, applications=(CHROMIUM,), sites=SITES, kinds=kinds
    )
    return lasting_company.employee


def test_a_day_too_far_is_told_with_the_focus_on_it_and_kept(watched, rhythm):
    opened = watched(rhythm)
    page = opened.page
    page.goto("/purposes/web/")
    page.fill("#ends-typing_rhythm", "2199-01-01")
    end = page.locator("#ends-typing_rhythm")
    end.evaluate("field => field.form.noValidate = true")
    page.click("#allow-typing_rhythm")
    expect(page.locator(".banner.late")).to_be_focused()
    expect(end).to_have_value("2199-01-01")
    page.click(".banner.late a")
    expect(end).to_be_focused()
    sound(opened, but="409")


def test_the_browser_itself_asks_for_the_day_before_anything_is_sent(watched, rhythm):
    page = watched(rhythm).page
    page.goto("/purposes/web/")
    page.click("#allow-typing_rhythm")
    end = page.locator("#ends-typing_rhythm")
    expect(end).to_be_focused()
    end.fill(end.get_attribute("max"))
    page.click("#allow-typing_rhythm")
    page.wait_for_selector('#allow-typing_rhythm[aria-pressed="true"]')
    assert consent.in_force(rhythm.owner)["web"].kinds == {Kind.TYPING_RHYTHM}
    page.click("#refuse-pointer_paths")  # no day is needed to refuse
    page.wait_for_selector('#refuse-pointer_paths[aria-pressed="true"]')


def test_closed_pages_say_until_when_and_taking_back_stays_open(watched, someone):
    changed_by_other(someone, Actor(Role.HR))
    opened = watched(someone)
    for path in ("/my-data/", "/my-data/looks/", "/devices/connect/"):
        opened.page.goto(path)
        expect(opened.page.locator("h1")).to_contain_text("Your data is closed until")
        sound(opened, but="409")
    opened.page.goto("/home/")
    sound(opened)
    opened.page.click("text=Withdraw all and erase")
    opened.page.wait_for_url("**/withdrawn/")
    assert consent.in_force(someone.owner) == {}
    quiet(opened)
