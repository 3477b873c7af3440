"""A first visit to the demonstration, by keyboard alone."""

import pytest
from django.contrib.auth.models import Group
from django.core.mail import EmailMessage
from playwright.sync_api import expect

from demo import progress
from demo.models import DemoMark
from demo.seed import seed
from governance.audit.acts import STAFF
from tests.journeys.keyboard import press
from tests.journeys.sound import sound

pytestmark = pytest.mark.browser
KEY = "the-key"


@pytest.fixture
def demonstration(lasting, settings, tmp_path):
    settings.DEMO, settings.DEMO_KEY, settings.VAR = True, KEY, tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    DemoMark.objects.create(since="2026-11-27")
    for role in STAFF:  # a test before this one may have emptied their table
        Group.objects.get_or_create(name=role)


@pytest.mark.parametrize("width", [1280, 320])
def test_doors_and_mail_are_for_everybody(width, watched, demonstration, live_server):
    progress.write(progress.Progress(34, 60))
    EmailMessage("A letter", f"See {live_server.url}/ask/", "a@b.example", ["c@d.example"]).send()
    opened = watched(width=width)
    page = opened.page
    page.goto(f"/demo/{KEY}/")
    sound(opened, widths=(width,))
    press(page, "Open the inbox")
    page.wait_for_url("**/demo/inbox/")
    sound(opened, widths=(width,))
    press(page, "A letter")
    page.wait_for_selector("h1:has-text('A letter')")
    sound(opened, widths=(width,))


def test_a_first_visit_leads_from_a_door_to_the_work_of_that_person(watched, demonstration):
    seed()
    progress.write(progress.Progress(34, 60))
    opened = watched()
    page = opened.page
    page.goto(f"/demo/{KEY}/")
    expect(page.locator("text=34 of 60 stays played")).to_be_visible()
    press(page, "as Hanna Lindqvist")
    page.wait_for_url("**/hr/requests/")
    expect(page.locator("text=34 of 60 stays played")).to_be_visible()
    progress.write(progress.Progress(60, 60))
    expect(page.locator("text=60 stays at windows were played")).to_be_visible()
    press(page, "Change person")
    page.wait_for_url("**/demo/")
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    press(page, "as 李娜")
    page.wait_for_url("**/home/")
    assert opened.complaints == []
