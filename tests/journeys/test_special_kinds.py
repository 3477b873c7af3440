"""A kind that needs an end, and data closed after a change, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from governance.audit.acts import Role
from governance.audit.record import Actor
from governance.consent import queries as consent
from governance.devices.taken_over import changed_by_other
from governance.purposes.kinds import Kind
from tests import factories
from tests.pages.test_sites import CHROMIUM, SITES

pytestmark = pytest.mark.browser


@pytest.fixture
def rhythm(lasting_company):
    kinds = (Kind.CLICKS, Kind.TYPING_RHYTHM, Kind.POINTER_PATHS)
    factories.purpose(
        "web", lasting_company.staff, applications=(CHROMIUM,), sites=SITES, kinds=kinds
    )
    return lasting_company.employee


def clean(opened) -> None:
    found = Axe().run(opened.page).response["violations"]
    assert not found, [(one["id"], [n["html"][:200] for n in one["nodes"]]) for one in found]
    opened.page.set_viewport_size({"width": 320, "height": 700})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_day_too_far_is_told_with_the_focus_on_it_and_kept(scheme, watched, rhythm):
    opened = watched(rhythm, scheme)
    page = opened.page
    page.goto("/purposes/web/")
    page.fill("#ends-typing_rhythm", "2199-01-01")
    page.evaluate("document.querySelector('#ends-typing_rhythm').form.noValidate = true")
    page.click("#allow-typing_rhythm")
    page.wait_for_selector(".banner.late")
    assert page.evaluate("document.activeElement.matches('.banner.late')")
    assert page.input_value("#ends-typing_rhythm") == "2199-01-01"
    page.click(".banner.late a")
    assert page.evaluate("document.activeElement.id") == "ends-typing_rhythm"
    clean(opened)
    assert [text for text in opened.complaints if "409" not in text] == []


def test_the_browser_itself_asks_for_the_day_before_anything_is_sent(watched, rhythm):
    page = watched(rhythm).page
    page.goto("/purposes/web/")
    page.click("#allow-typing_rhythm")
    assert page.evaluate("document.activeElement.id") == "ends-typing_rhythm"
    page.fill("#ends-typing_rhythm", page.get_attribute("#ends-typing_rhythm", "max"))
    page.click("#allow-typing_rhythm")
    page.wait_for_selector('#allow-typing_rhythm[aria-pressed="true"]')
    assert consent.in_force(rhythm.owner)["web"].kinds == {Kind.TYPING_RHYTHM}
    page.click("#refuse-pointer_paths")  # no day is needed to refuse
    page.wait_for_selector('#refuse-pointer_paths[aria-pressed="true"]')


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_closed_pages_say_until_when_and_taking_back_stays_open(scheme, watched, someone):
    changed_by_other(someone, Actor(Role.HR))
    opened = watched(someone, scheme)
    for path in ("/my-data/", "/my-data/looks/", "/devices/connect/"):
        opened.page.goto(path)
        assert "Your data is closed until" in opened.page.inner_text("h1")
        clean(opened)
    opened.page.goto("/home/")
    clean(opened)
    opened.page.click("text=Withdraw all and erase")
    opened.page.wait_for_url("**/withdrawn/")
    assert consent.in_force(someone.owner) == {}
    assert [text for text in opened.complaints if "409" not in text] == []
