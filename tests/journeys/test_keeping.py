"""How long it is kept, in the browser: chosen without script, sound at each width and look."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from governance import clock
from governance.audit.acts import Role
from governance.consent import person_state
from governance.purposes.kinds import Kind
from governance.retention import nightly
from tests import factories
from tests.training import dated
from training import own

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("SAYSO_TEST_PICTURES", "")


@pytest.fixture
def kept(lasting_company):
    employee = lasting_company.employee
    factories.allow(employee)
    dated.keep(employee, {Kind.TYPED_TEXT: 10, Kind.CLICKS: 30})
    dated.keep(employee, {}, dated.body(clock.today() - timedelta(days=20), "Cargo Desk"))
    return employee


@pytest.fixture
def staff(lasting_company):
    """Members of staff with a second factor, after a night and with a purpose of several rules."""
    for one in lasting_company.staff.values():
        kind = Authenticator.Type.TOTP
        Authenticator.objects.create(user=one.user, type=kind, data={"secret": "x"})
    factories.purpose(
        "rhythm",
        lasting_company.staff,
        kinds=(Kind.CLICKS, Kind.TYPED_TEXT, Kind.TYPING_RHYTHM),
        retention_by_kind={Kind.TYPED_TEXT: 30},
    )
    nightly.run()
    return lasting_company.staff


def sound(window, name: str, width: int, scheme: str) -> None:
    assert window.page.evaluate("document.documentElement.scrollWidth") <= width, name
    found = Axe().run(window.page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], name
    assert window.complaints == []
    if PICTURES:
        path = Path(PICTURES) / f"{name}-{scheme}-{width}.png"
        window.page.screenshot(path=path, full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_person_keeps_less(kept, watched, scheme, width):
    window = watched(kept, scheme, width)
    window.page.goto(reverse("employee:my_data"))
    sound(window, "days", width, scheme)
    window.page.goto(reverse("employee:purpose", args=["bookings"]) + "#keep")
    sound(window, "keep", width, scheme)
    window.page.get_by_label("14 days").check()
    window.page.get_by_role("button", name="Set this time").click()
    sound(window, "keep-confirm", width, scheme)
    window.page.get_by_role("button", name="Keep 14 days at most").click()
    assert window.page.get_by_label("14 days").is_checked()
    sound(window, "keep-chosen", width, scheme)
    assert person_state.read(kept.owner).keep_days == {"bookings": 14}
    assert own.count(kept.owner) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_staff_see_rules_and_runs(staff, watched, scheme, width):
    window = watched(staff[Role.COMPLIANCE], scheme, width)
    window.page.goto(reverse("compliance:retention"))
    sound(window, "retention", width, scheme)
    window.page.goto(reverse("compliance:overview"))
    sound(window, "retention-overview", width, scheme)
    window = watched(staff[Role.PURPOSE_OWNER], scheme, width)
    window.page.goto(reverse("purpose_owner:edit", args=["rhythm"]))
    sound(window, "retention-form", width, scheme)
