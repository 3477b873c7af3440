"""How long it is kept, in the browser: chosen without script, sound at each width and look."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from governance import clock
from governance.audit.acts import Role
from governance.consent import person_state
from governance.purposes.kinds import Kind
from governance.retention import nightly
from tests import factories
from tests.journeys.sound import TELEPHONE, WIDE, headed, sound
from tests.training import dated
from training import own

pytestmark = pytest.mark.browser
BOTH = (WIDE, TELEPHONE)


@pytest.fixture
def kept(lasting_company):
    employee = lasting_company.employee
    factories.allow(employee)
    dated.keep(employee, {Kind.TYPED_TEXT: 10, Kind.CLICKS: 30})
    dated.keep(employee, {}, dated.body(clock.today() - timedelta(days=20), "Cargo Desk"))
    return employee


@pytest.fixture
def after_a_night(lasting_company, staff):
    """Members of staff, after a night and with a purpose of several rules."""
    factories.purpose(
        "rhythm",
        staff,
        kinds=(Kind.CLICKS, Kind.TYPED_TEXT, Kind.TYPING_RHYTHM),
        retention_by_kind={Kind.TYPED_TEXT: 30},
    )
    nightly.run()
    return staff


def test_a_person_keeps_less(kept, watched):
    window = watched(kept)
    page = window.page
    page.goto(reverse("employee:my_data"))
    sound(window, widths=BOTH)
    page.goto(reverse("employee:purpose", args=["bookings"]) + "#keep")
    sound(window, widths=BOTH)
    page.get_by_label("14 days").check()
    page.get_by_role("button", name="Set this time").click()
    headed(page, "Keep it for 14 days at most?")
    sound(window, widths=BOTH)
    page.get_by_role("button", name="Keep 14 days at most").click()
    expect(page.get_by_label("14 days")).to_be_checked()
    sound(window, widths=BOTH)
    assert person_state.read(kept.owner).keep_days == {"bookings": 14}
    assert own.count(kept.owner) == 1


def test_staff_see_rules_and_runs(after_a_night, watched):
    for role, address in (
        (Role.COMPLIANCE, reverse("compliance:retention")),
        (Role.COMPLIANCE, reverse("compliance:overview")),
        (Role.PURPOSE_OWNER, reverse("purpose_owner:edit", args=["rhythm"])),
    ):
        window = watched(after_a_night[role])
        window.page.goto(address)
        sound(window, widths=BOTH)
