"""Deciding with a mouse: as many steps to refuse as to allow, and one to withdraw."""

import pytest

from governance.consent import queries as consent
from governance.purposes.kinds import Kind

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("choice", ["allow", "refuse"])
def test_each_answer_is_two_clicks_from_home(choice, watched, lasting_company):
    opened = watched(lasting_company.other)
    page = opened.page
    page.goto("/home/")
    page.click("text=Learn how bookings are entered")
    page.click(f"#{choice}-clicks")
    page.wait_for_selector(f'#{choice}-clicks[aria-pressed="true"]')
    allowed = consent.in_force(lasting_company.other.owner)
    assert bool(allowed) == (choice == "allow")
    assert opened.complaints == []


def test_both_buttons_are_of_one_size_and_look(watched, lasting_company):
    page = watched(lasting_company.other).page
    page.goto("/purposes/bookings/")
    allow, refuse = page.locator("#allow-clicks"), page.locator("#refuse-clicks")
    sizes = [found.bounding_box() for found in (allow, refuse)]
    assert sizes[0]["width"] == pytest.approx(sizes[1]["width"], abs=1)
    assert sizes[0]["height"] == pytest.approx(sizes[1]["height"], abs=1)
    style = (
        "e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.fontWeight] }"
    )
    assert allow.evaluate(style) == refuse.evaluate(style)


def test_withdrawing_everything_is_one_click_and_asks_nothing(watched, someone):
    opened = watched(someone)
    opened.page.goto("/rights/")
    opened.page.click("text=Withdraw all and erase")
    opened.page.wait_for_url("**/withdrawn/")
    assert consent.in_force(someone.owner) == {}
    assert opened.complaints == []


def test_pages_work_without_script(watched, someone):
    page = watched(someone, script=False).page
    page.goto("/purposes/bookings/")
    page.click("#refuse-clicks")
    page.wait_for_url("**/purposes/bookings/?language=en#decide")
    assert Kind.CLICKS not in consent.in_force(someone.owner)["bookings"].kinds
