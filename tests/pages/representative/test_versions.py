"""The representative reads the difference first, and says yes or no."""

import pytest
from django.urls import reverse

from governance import clock
from governance.audit.acts import Role
from governance.purposes import approvals, opinions
from governance.purposes.models import Verdict, VersionState
from tests import factories, proposals


@pytest.fixture
def browser(company, as_person, with_second_factor):
    return as_person(company.staff[Role.REPRESENTATIVE])


def page(browser, version, query=""):
    address = reverse("representative:version", args=[version.purpose_id, version.number])
    return browser.get(address + query).content.decode()


def decide(browser, version, choice, reason=""):
    body = {
        "purpose": version.purpose_id,
        "version": version.number,
        "choice": choice,
        "reason": reason,
    }
    return browser.post(reverse("representative:decide"), body)


def test_nothing_waits_and_the_page_says_so(browser):
    said = browser.get(reverse("representative:waiting")).content.decode()
    assert "Nothing waits for your word." in said


def test_what_waits_stands_on_the_first_page_with_its_day(browser, company):
    proposals.waiting(company, retention_days=90)
    said = browser.get(reverse("representative:waiting")).content.decode()
    assert "Waits for compliance and the employee representative until" in said


def test_what_waits_too_long_is_late_and_never_starts(browser, company):
    version = proposals.waiting(company, days=30, retention_days=90)
    said = browser.get(reverse("representative:waiting")).content.decode()
    assert "An answer was due on" in said
    version.refresh_from_db()
    assert version.state == VersionState.PROPOSED


def test_the_difference_stands_before_everything_else(browser, company):
    version = proposals.waiting(company, retention_days=90, sites=("*.kestrel.example",))
    said = page(browser, version)
    assert "Version 2 would record on more sites and keep it less long." in said
    assert said.index('id="difference"') < said.index("Assessment of the risks")
    assert said.index('id="difference"') < said.index('id="notice"') < said.index('id="say"')
    assert "<del>180</del>" in said
    assert "<ins>90</ins>" in said


def test_suspicious_words_are_marked(browser, company):
    notice = factories.notice(what_for="We learn how long a booking takes.")
    version = proposals.waiting(company, notices={"en": notice})
    assert "<mark>how long</mark>" in page(browser, version)


def test_what_was_written_stays_text(browser, company):
    notice = factories.notice(what_for="<script>score()</script>")
    said = page(browser, proposals.waiting(company, notices={"en": notice}))
    assert "<script>score" not in said
    assert "&lt;script&gt;<mark>score</mark>" in said


def test_the_opinion_of_compliance_and_the_assessment_are_shown(browser, company):
    version = proposals.waiting(company, retention_days=90)
    officer = company.staff[Role.COMPLIANCE].user
    opinions.give(version, officer, "It is about the agent.")
    said = page(browser, version)
    for words in ("It is about the agent.", "Low.", "Nobody sees who refuses."):
        assert words in said


def test_approve_and_refuse_are_the_same_button(browser, company):
    said = page(browser, proposals.waiting(company, retention_days=90))
    for value in ("approve", "refuse"):
        assert f'<button class="btn" type="submit" name="choice" value="{value}">' in said


def test_refusing_needs_a_reason_and_keeps_what_was_typed(browser, company):
    version = proposals.waiting(company, retention_days=90)
    answer = decide(browser, version, "refuse", "   ")
    assert answer.status_code == 422
    assert "Write why you refuse" in answer.content.decode()
    version.refresh_from_db()
    assert version.state == VersionState.PROPOSED


def test_a_refused_version_is_at_its_end(browser, company):
    version = proposals.waiting(company, retention_days=90)
    assert decide(browser, version, "refuse", "Too wide.").status_code == 302
    said = page(browser, version)
    assert "was refused. It never starts." in said
    assert "Too wide." in said
    assert 'id="say"' not in said


def test_an_approval_waits_for_the_other_role(browser, company):
    version = proposals.waiting(company, retention_days=90)
    decide(browser, version, "approve")
    version.refresh_from_db()
    assert version.state == VersionState.PROPOSED
    approvals.decide(
        version, company.staff[Role.COMPLIANCE].user, Role.COMPLIANCE, Verdict.APPROVED
    )
    version.refresh_from_db()
    assert version.state == VersionState.IN_FORCE


def test_nobody_answers_to_what_they_wrote(browser, company, as_person):
    from django.contrib.auth.models import Group

    owner = company.staff[Role.PURPOSE_OWNER]
    owner.user.groups.add(Group.objects.get(name=Role.REPRESENTATIVE))
    version = proposals.waiting(company, retention_days=90)
    mine = as_person(owner)
    said = page(mine, version)
    assert "You wrote this version" in said
    assert 'name="choice"' not in said
    assert decide(mine, version, "approve").status_code == 403
    version.refresh_from_db()
    assert version.approvals.count() == 0


def test_who_spoke_is_not_asked_twice(browser, company):
    version = proposals.waiting(company, retention_days=90)
    decide(browser, version, "approve")
    assert 'name="choice"' not in page(browser, version)
    assert decide(browser, version, "refuse", "Second thoughts.").status_code == 409


def test_neither_answer_is_no_answer(browser, company):
    version = proposals.waiting(company, retention_days=90)
    assert decide(browser, version, "").status_code == 400


@pytest.mark.parametrize(
    "which",
    [("bookings", "99"), ("nothing", "1"), ("bookings", "x"), ("b\x00", "1"), ("b", "9" * 40)],
)
def test_what_is_not_there_is_not_found(which, browser):
    body = {"purpose": which[0], "version": which[1], "choice": "approve"}
    assert browser.post(reverse("representative:decide"), body).status_code == 404


def test_signs_that_no_database_holds_do_not_stop_an_answer(browser, company):
    version = proposals.waiting(company, retention_days=90)
    assert decide(browser, version, "refuse", "Too\x00 wide.").status_code == 302
    assert version.approvals.get().note == "Too wide."


def test_a_draft_is_not_shown(browser, company):
    from governance.purposes import drafts

    owner = company.staff[Role.PURPOSE_OWNER].user
    version = drafts.save("bookings", factories.facts().model_dump(mode="json"), owner)
    address = reverse("representative:version", args=["bookings", version.number])
    assert browser.get(address).status_code == 404


def test_versions_are_listed_by_state(browser, company):
    proposals.waiting(company, retention_days=90)
    address = reverse("representative:purposes")
    assert browser.get(address).content.decode().count("<tr>") == 3
    assert browser.get(address + "?state=in_force").content.decode().count("<tr>") == 2
    said = browser.get(address + "?state=refused").content.decode()
    assert "No version is in this state." in said


@pytest.mark.parametrize("name", ["waiting", "purposes"])
def test_a_list_asks_as_often_for_many_as_for_few(
    name, browser, company, django_assert_max_num_queries, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = reverse(f"representative:{name}")
    proposals.many(company, 3)
    browser.get(address)  # warms what is remembered for a moment
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    proposals.many(company, 12)
    with django_assert_num_queries(len(few)):
        browser.get(address)


def test_fifty_versions_stand_on_a_page(browser, company):
    proposals.many(company, 55)
    address = reverse("representative:purposes")
    first = browser.get(address).content.decode()
    assert "1 to 50 of 56" in first
    assert "51 to 56 of 56" in browser.get(address + "?page=2").content.decode()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"retention_days": 300}, "Version 2 would keep it longer."),
        ({"resting_days": 9}, "Version 2 would change 1 point."),
        ({"model_family": "Another"}, "Version 2 would teach another model."),
        ({"why_free": "Another reason."}, "Version 2 would reach as far as version 1."),
        (
            {"retention_days": 300, "resting_days": 9},
            "Version 2 would keep it longer and change 1 more point.",
        ),
    ],
)
def test_the_first_sentence_says_what_would_change(more, sentence, browser, company):
    assert sentence in page(browser, proposals.waiting(company, **more))


def test_a_refused_version_is_compared_with_the_one_it_would_have_replaced(browser, company):
    refused = proposals.waiting(company, days=3, retention_days=90)
    decide(browser, refused, "refuse", "Too wide.")
    factories.purpose(staff=company.staff, retention_days=30)  # four days ago
    later = refused.purpose.versions.order_by("-number").first()
    type(later).objects.filter(pk=later.pk).update(in_force_at=clock.now())
    assert "What is different from version 1" in page(browser, refused)
