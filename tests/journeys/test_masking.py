"""What was missed: a person masks it, compliance forbids a name; clean pages, wide and narrow."""

import os
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe

from governance.audit.acts import Role
from redaction.models import ForbiddenName
from tests.pages.kept import keep
from training import own

pytestmark = pytest.mark.browser
WORDS = "Xylophone Harbour"
PICTURES = os.environ.get("SAYSO_TEST_PICTURES", "")


def clean(opened, name: str) -> None:
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            opened.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            opened.page.set_viewport_size({"width": width, "height": 800})
            found = Axe().run(opened.page).response["violations"]
            assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
            if PICTURES:
                path = Path(PICTURES) / f"{name}-{scheme}-{width}.png"
                opened.page.screenshot(path=path, full_page=True)
    opened.page.emulate_media(color_scheme="light")
    opened.page.set_viewport_size({"width": 1280, "height": 800})
    assert opened.complaints == []


def test_a_person_masks_what_was_missed(watched, someone):
    keep(someone, f"ship it to {WORDS} on Monday")
    opened = watched(someone)
    opened.page.goto("/my-data/")
    clean(opened, "my-data")
    opened.page.get_by_role("link", name="Mask words").click()
    clean(opened, "mask")
    opened.page.get_by_label("The words, exactly as they are shown").fill("nowhere at all")
    opened.page.get_by_label("What it is").select_option("A place")
    opened.page.get_by_role("button", name="Mask these words").click()
    assert opened.page.get_by_role("alert").is_visible()
    assert opened.page.get_by_label("What it is").input_value() == "LOCATION"
    opened.complaints.clear()  # the browser notes the answer 422
    clean(opened, "mask-error")
    opened.page.get_by_label("The words, exactly as they are shown").fill(WORDS.lower())
    opened.page.get_by_role("button", name="Mask these words").click()
    assert opened.page.locator("h1").inner_text() == f"Mask “{WORDS.lower()}” in 1 episode?"
    clean(opened, "mask-question")
    opened.page.get_by_role("button", name="Mask them").click()
    opened.page.wait_for_url("**/my-data/")
    assert "ylophone" not in opened.page.content()
    assert "ylophone" not in str([view.texts for view in own.every(someone.owner)])


def test_the_officer_enters_a_name_and_does_not_see_it_again(watched, lasting_company):
    officer = lasting_company.staff[Role.COMPLIANCE]
    Authenticator.objects.create(
        user=officer.user, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    opened = watched(officer)
    opened.page.goto("/compliance/")
    clean(opened, "overview")
    opened.page.get_by_role("link", name="Enter a name").click()
    clean(opened, "names")
    opened.page.get_by_label("Name or alias").fill(WORDS)
    opened.page.get_by_role("button", name="Never let it appear").click()
    opened.page.wait_for_url("**/compliance/names")
    assert "ylophone" not in opened.page.content()
    assert ForbiddenName.objects.count() == 1
    opened.page.get_by_label("Name or alias").fill("Route 66")
    opened.page.get_by_role("button", name="Take it off the list").click()
    assert opened.page.get_by_role("alert").is_visible()
    opened.complaints.clear()
    clean(opened, "names-error")
