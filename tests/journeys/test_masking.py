"""What was missed: a person masks it, compliance forbids a name; clean pages, wide and narrow."""

import pytest
from playwright.sync_api import expect

from governance.audit.acts import Role
from redaction.models import ForbiddenName
from tests.journeys.sound import TELEPHONE, WIDE, headed, sound, source
from tests.pages.kept import keep
from training import own

pytestmark = pytest.mark.browser
WORDS = "Xylophone Harbour"
BOTH = (WIDE, TELEPHONE)


def test_a_person_masks_what_was_missed(watched, someone):
    keep(someone, f"ship it to {WORDS} on Monday")
    opened = watched(someone)
    page = opened.page
    page.goto("/my-data/")
    sound(opened, widths=BOTH)
    page.get_by_role("link", name="Mask words").click()
    page.wait_for_url("**/my-data/mask/")
    sound(opened, widths=BOTH)
    page.get_by_label("The words, exactly as they are shown").fill("nowhere at all")
    page.get_by_label("What it is").select_option("A place")
    page.get_by_role("button", name="Mask these words").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("What it is")).to_have_value("LOCATION")
    sound(opened, widths=BOTH, but="status of 422")
    page.get_by_label("The words, exactly as they are shown").fill(WORDS.lower())
    page.get_by_role("button", name="Mask these words").click()
    headed(page, f"Mask “{WORDS.lower()}” in 1 episode?")
    sound(opened, widths=BOTH)
    page.get_by_role("button", name="Mask them").click()
    page.wait_for_url("**/my-data/")
    assert "ylophone" not in source(page)
    assert "ylophone" not in str([view.texts for view in own.every(someone.owner)])


def test_the_officer_enters_a_name_and_does_not_see_it_again(watched, staff):
    opened = watched(staff[Role.COMPLIANCE])
    page = opened.page
    page.goto("/compliance/")
    sound(opened, widths=BOTH)
    page.get_by_role("link", name="Enter a name").click()
    page.wait_for_url("**/compliance/names")
    sound(opened, widths=BOTH)
    page.get_by_label("Name or alias").fill(WORDS)
    page.get_by_role("button", name="Never let it appear").click()
    expect(page.get_by_text("The name must never appear from now on.")).to_be_visible()
    assert "ylophone" not in source(page)
    assert ForbiddenName.objects.count() == 1
    page.get_by_label("Name or alias").fill("Route 66")
    page.get_by_role("button", name="Take it off the list").click()
    expect(page.get_by_role("alert")).to_be_visible()
    sound(opened, widths=BOTH, but="status of 422")
