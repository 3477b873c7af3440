"""From the first word into force, by keyboard alone: write, mend, propose, advise, approve."""

import pytest
from playwright.sync_api import expect

from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.purposes import queries
from governance.purposes.models import Purpose, PurposeVersion, VersionState
from tests.journeys.keyboard import press, reach
from tests.journeys.sound import headed, quiet, sound

pytestmark = pytest.mark.browser


def write(page, label: str, text: str) -> None:
    reach(page, label)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def tick(page, *labels: str) -> None:
    for label in labels:
        reach(page, label)
        page.keyboard.press("Space")


def fill(page) -> None:
    """Fill the whole form but the assessment's hash, from top to bottom."""
    tick(page, "Clicks.", "Shortcuts.")
    write(page, "Name of the application", "Customs Portal")
    write(page, "Window class", "Customs")
    write(page, "Program files", "/usr/bin/customs")
    tick(page, "Monday", "Friday")
    write(page, "From", "08:00")
    write(page, "Until", "16:00")
    write(page, "Time zone", "Europe/Berlin")
    tick(page, "Research and development")
    write(page, "Who receives it", "Two data stewards of the company")
    write(page, "Looked at, to check the masks", "0")
    write(page, "Kept for", "90")
    write(page, "Rests for", "3")
    write(page, "Consent lasts", "12")
    tick(page, "European Union")
    write(page, "Model", "Customs Agent")
    write(page, "Why refusing is free", "Nobody is shown an answer.")
    reach(page, "Day of the assessment")
    page.keyboard.type("06152026")
    write(page, "Risk that is left", "Low.")
    write(page, "What the representatives said", "They asked for three days of rest.")
    write(page, "Name of the purpose", "Teach an agent to fill customs forms")
    for label in (
        "The purpose in one or two sentences",
        "What for",
        "Where it is recorded",
        "Who sees it",
        "How long it is kept",
        "Where it is kept",
        "Which model",
        "Never for",
        "If you say no",
        "What is recorded",
        "Basis and rights",
        "Risks",
        "Who is responsible",
    ):
        write(page, label, "A plain sentence.")


def test_a_purpose_comes_into_force_by_the_words_of_three(watched, staff):
    owner = watched(staff[Role.PURPOSE_OWNER])
    page = owner.page
    page.goto("/purpose-owner/purposes/")
    sound(owner)
    press(page, "Write a purpose")
    page.wait_for_url("**/purpose-owner/write/")
    sound(owner)
    write(page, "Short name in addresses", "customs")
    fill(page)
    press(page, "Save and look for problems")
    headed(page, "1 point is to mend.")
    sound(owner)

    press(page, "Hash of the assessment")  # from the summary to the field
    expect(page.locator('[name="assessment.sha256"]')).to_be_focused()
    page.keyboard.type("a" * 64)
    press(page, "Save and see it as people will")
    page.wait_for_url("**/preview/")
    expect(page.locator("main")).to_contain_text("Teach an agent to fill customs forms")
    sound(owner)
    press(page, "Propose version 1")
    page.wait_for_selector("text=Proposed. Those who approve see it now.")
    sound(owner)

    officer = watched(staff[Role.COMPLIANCE])
    page = officer.page
    page.goto("/compliance/purposes")
    sound(officer)
    press(page, "Teach an agent to fill customs forms")
    page.wait_for_url("**/compliance/purposes/customs/1")
    sound(officer)
    write(page, "Your opinion", "Nothing speaks against it.")
    press(page, "Give this opinion")
    page.wait_for_selector("text=Your opinion is there")
    press(page, "Approve version 1")
    page.wait_for_selector("text=Waits for the employee representative")
    assert queries.of("customs") is None

    speaker = watched(staff[Role.REPRESENTATIVE])
    page = speaker.page
    page.goto("/representative/waiting/")
    press(page, "Teach an agent to fill customs forms")
    page.wait_for_selector("text=Nothing speaks against it.")
    press(page, "Approve version 1")
    page.wait_for_selector("text=Version 1 is in force.")
    assert queries.of("customs") is not None
    for one in (owner, officer, speaker):
        quiet(one)


def test_what_judges_people_cannot_be_saved(watched, staff):
    opened = watched(staff[Role.PURPOSE_OWNER])
    page = opened.page
    page.goto("/purpose-owner/write/")
    write(page, "Short name in addresses", "scores")
    write(page, "Other purposes in law", "dpv:EvaluationOfIndividuals")
    press(page, "Save draft")
    expect(page.locator('[role="alert"]')).to_contain_text("Sayso refuses this use")
    expect(page.locator("#id_dpv_other")).to_have_value("dpv:EvaluationOfIndividuals")
    sound(opened, but="status of 422")
    assert not Purpose.objects.filter(slug="scores").exists()
    assert not PurposeVersion.objects.filter(state=VersionState.DRAFT).exists()
    assert AuditEntry.objects.filter(act=Act.PURPOSE_FORBIDDEN).count() == 1
