"""The compliance officer's whole story, by keyboard alone, and what the employee reads of it."""

import csv
import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from governance import clock
from governance.accountability import figures
from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.rights.models import RightsRequest, State
from pages.compliance.words import REASONS
from redaction.faults import Reason
from redaction.models import InboxBatch, InboxState
from tests import factories
from tests.journeys.keyboard import choose, press, reach
from tests.journeys.sound import headed, sound
from tests.pages.compliance.batches import aside
from tests.pages.compliance.waiting import proposed
from tests.pages.kept import keep
from training.models import Episode

pytestmark = pytest.mark.browser
REST = timedelta(days=4)


@pytest.fixture
def company(lasting_company, staff):
    """A company with a late request, a batch put aside, and a purpose that allows a sample."""
    company = lasting_company
    factories.purpose("masks", staff, review_sample=10)
    factories.allow(company.employee, "masks")
    with clock.shifted(-REST):
        keep(company.employee, slug="masks", text="Deliver to <PERSON_1>")
    Episode.objects.update(rests_until=clock.today() - timedelta(days=1))
    aside(company.other, 2)
    proposed(company.other, days_ago=60)
    figures.make()
    return company


def go(opened, words: str, path: str) -> None:
    """Press a link and find a clean page there."""
    press(opened.page, words)
    opened.page.wait_for_url(f"**{path}")
    sound(opened)


def test_the_story_of_the_compliance_officer(watched, company):
    opened = watched(company.staff[Role.COMPLIANCE])
    opened.page.goto("/home/")
    go(opened, "Compliance", "/compliance/")
    headed(opened.page, "1 request is late.")
    countersigns(opened)
    searches_and_exports(opened)
    tries_quarantine_again(opened)
    asks_for_a_sample(opened)
    a_representative_agrees(watched, company)
    looks_at_it(opened)
    assert opened.complaints == []
    reads_of_it(watched, company)


def countersigns(opened) -> None:
    go(opened, "1 answer waits for your word", "/compliance/requests")
    reference = RightsRequest.objects.get().reference
    press(opened.page, reference)
    opened.page.wait_for_selector("text=HR proposes to refuse.")
    sound(opened)
    press(opened.page, "Do not agree")
    opened.page.wait_for_selector("text=Write to HR why you do not agree.")
    expect(opened.page.locator("[autofocus]")).to_be_focused()
    sound(opened, but="status of 422")
    press(opened.page, "Agree")
    opened.page.wait_for_selector("text=Nothing waits for your word.")
    assert RightsRequest.objects.get().state == State.REFUSED


def searches_and_exports(opened) -> None:
    go(opened, "Audit log", "/compliance/log")
    choose(opened.page, "What", "Gave a word")
    press(opened.page, "Search")
    opened.page.wait_for_url("**act=request-countersigned**")
    expect(opened.page.locator("table.log tbody tr")).to_have_count(1)
    sound(opened)
    lines = json_lines(exported(opened, "Export as JSON lines"))
    assert [line["act"] for line in lines] == [Act.REQUEST_COUNTERSIGNED]
    rows = list(csv.DictReader(exported(opened, "Export as CSV").splitlines()))
    assert [row["leaf"] for row in rows] == [lines[0]["leaf"]]
    assert AuditEntry.objects.filter(act=Act.LOG_EXPORTED).count() == 2


def exported(opened, button: str) -> str:
    with opened.page.expect_download() as download:
        press(opened.page, button)
    return download.value.path().read_text()


def json_lines(text: str) -> list[dict]:
    first, *lines = text.splitlines()
    assert json.loads(first)["type"] == "checkpoint"
    return [json.loads(line) for line in lines]


def tries_quarantine_again(opened) -> None:
    go(opened, "Quarantine", "/compliance/quarantine")
    press(opened.page, ": Masking failed")
    opened.page.wait_for_selector("text=is tried again now")
    assert {row.state for row in InboxBatch.objects.all()} == {InboxState.WAITING}
    press(opened.page, f": {came_too_late()}")
    opened.page.wait_for_selector("text=What stays")
    sound(opened)
    press(opened.page, "Keep it")
    opened.page.wait_for_url("**/compliance/quarantine")


def came_too_late() -> str:
    return str(REASONS[Reason.INTAKE_KEY_GONE])


def asks_for_a_sample(opened) -> None:
    go(opened, "Overview", "/compliance/")
    go(opened, "Review samples", "/compliance/reviews")
    reach(opened.page, "Why do you need to look?")
    opened.page.keyboard.type("A name was missed in the test set.")
    press(opened.page, "Ask for a sample")
    opened.page.wait_for_selector("text=Nothing is picked before a second person agrees.")
    sound(opened)


def a_representative_agrees(watched, company) -> None:
    opened = watched(company.staff[Role.REPRESENTATIVE])
    opened.page.goto("/representative/waiting/")
    go(opened, "Read why, and agree or not", "/representative/reviews/")
    press(opened.page, "Learn how bookings are entered")
    opened.page.wait_for_selector("text=A name was missed in the test set.")
    sound(opened)
    press(opened.page, "Agree")
    opened.page.wait_for_selector("text=Agreed. Both of you can look at it for a week.")
    assert opened.complaints == []


def looks_at_it(opened) -> None:
    opened.page.reload()
    press(opened.page, "Learn how bookings are entered")
    opened.page.wait_for_selector("text=This sample is closed until you open it.")
    press(opened.page, "Open the sample")
    opened.page.wait_for_selector("text=1 masked episode is open.")
    expect(opened.page.locator(".chip")).to_have_text("[person]")
    sound(opened)


def reads_of_it(watched, company) -> None:
    opened = watched(company.employee)
    opened.page.goto("/my-data/looks/")
    row = opened.page.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Compliance")
    assert opened.complaints == []


def test_every_page_is_clean_where_nothing_has_happened(watched, staff):
    opened = watched(staff[Role.COMPLIANCE])
    for name in ("", "requests", "log", "quarantine", "reviews", "stop", "suspend"):
        opened.page.goto(f"/compliance/{name}")
        sound(opened)
