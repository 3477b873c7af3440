"""The representative, by keyboard alone: reads what differs, refuses, suspends, reads reports."""

import pytest
from playwright.sync_api import expect

from governance.accountability import choice_asked
from governance.audit.acts import Role
from governance.consent import decisions
from governance.consent.errors import NotOffered
from governance.directory.models import Unit
from governance.leases import issue
from governance.purposes import opinions, queries
from governance.purposes.kinds import Kind
from governance.purposes.models import Suspension, VersionState
from tests import factories, proposals
from tests.capture.ingest.desk import enrolled, lease_of
from tests.journeys.keyboard import choose, press, reach
from tests.journeys.sound import headed, quiet, sound, source, words

pytestmark = pytest.mark.browser


@pytest.fixture
def representative(staff):
    return staff[Role.REPRESENTATIVE]


@pytest.fixture
def desk(lasting_company):
    """A computer on which everything ordinary is recorded."""
    unit = Unit.objects.create(name="Dispatch")
    employee = lasting_company.employee
    employee.unit = unit
    employee.save()
    one = enrolled(employee)
    factories.allow(employee)
    assert one.say().status_code == 200
    return one


def granted(desk) -> set[str]:
    signed = issue.state_for(desk.device, b"n" * 16, 0.0).lease
    return {grant["purpose"] for grant in lease_of(signed)["grants"]} if signed else set()


def test_a_refused_version_never_starts(watched, representative, desk, lasting_company):
    notice = factories.notice(
        name="Learn how customs forms are filled", what_for="We learn how long a form takes."
    )
    version = proposals.waiting(lasting_company, "customs", notices={"en": notice})
    officer = factories.user_of(lasting_company.staff[Role.COMPLIANCE])
    opinions.give(version, officer, "The passage about time needs another wording.")
    opened = watched(representative)
    page = opened.page
    page.goto("/representative/waiting/")
    sound(opened)

    press(page, "Learn how customs forms are filled")
    page.wait_for_url("**/representative/purposes/customs/1/")
    text = words(page)
    assert text.index("What would be recorded") < text.index("Checked by Sayso")
    assert "The passage about time needs another wording." in text
    expect(page.locator("mark")).to_have_text("how long")
    sound(opened)

    press(page, "Refuse version 1")
    expect(page.locator('[role="alert"]')).to_be_focused()
    sound(opened, but="status of 422")
    reach(page, "Conditions or reasons")
    page.keyboard.type("It measures people.")
    press(page, "Refuse version 1")
    page.wait_for_selector("text=Version 1 was refused. It never starts.")
    expect(page.locator("main")).to_contain_text("It measures people.")
    sound(opened)

    version.refresh_from_db()
    assert version.state == VersionState.REFUSED
    assert granted(desk) == {"bookings"}
    with pytest.raises(NotOffered):
        decisions.give(lasting_company.employee, "customs", Kind.CLICKS, "en")
    mine = watched(lasting_company.employee)
    mine.page.goto("/purposes/")
    headed(mine.page, "1 purpose asks for you.")
    assert "customs" not in words(mine.page)
    quiet(opened)


def test_a_unit_stops_at_once_and_goes_on_when_it_is_lifted(watched, representative, desk):
    assert granted(desk) == {"bookings"}
    opened = watched(representative)
    page = opened.page
    page.goto("/representative/waiting/")
    press(page, "Suspend")
    page.wait_for_url("**/representative/suspend/")
    sound(opened)

    choose(page, "Unit", "Dispatch")
    reach(page, "Reason")
    page.keyboard.type("Appraisals run.")
    press(page, "Suspend at once")
    page.wait_for_selector("text=Everything in Dispatch")
    assert granted(desk) == set()
    sound(opened)

    press(page, "Lift")
    page.wait_for_selector("text=Nothing is suspended.")
    assert granted(desk) == {"bookings"}
    assert Suspension.objects.get().lifted_at is not None
    assert opened.complaints == []


def test_what_was_asked_of_somebody_is_read_without_a_name(
    watched, representative, lasting_company
):
    mine = watched(lasting_company.employee)
    mine.page.goto("/rights/")
    press(mine.page, "Someone asked me to show my choice")
    headed(mine.page, "The representatives are told, and no name is passed on.")
    sound(mine)

    opened = watched(representative)
    page = opened.page
    page.goto("/representative/waiting/")
    press(page, "Read more")
    page.wait_for_url("**/representative/reports/#asked")
    assert lasting_company.employee.name not in source(page)
    sound(opened)
    press(page, "I have read it")
    page.wait_for_selector("text=No report is new.")
    assert not choice_asked.unseen()
    press(page, "Purposes")
    page.wait_for_url("**/representative/purposes/")
    sound(opened)
    assert queries.of("bookings") is not None
    quiet(opened)
    quiet(mine)
