"""The compliance officer's word: two equal buttons, a note where it is no, never on one's own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.audit.acts import Role
from governance.rights.models import State
from tests import factories
from tests.pages.compliance.waiting import TEXT, proposed


def case(officer, row):
    return officer.get(reverse("compliance:request", args=[row.pk])).content.decode()


def word(officer, row, **sent):
    return officer.post(reverse("compliance:countersign", args=[row.pk]), sent)


def test_it_shows_reason_text_and_whose_request_as_hr_sees_them(company, officer):
    row = proposed(company.other)
    page = case(officer, row)
    assert "HR proposes to refuse." in page
    assert "manifestly unfounded" in page
    assert TEXT in page
    assert company.other.name in page


def test_it_shows_nothing_of_what_was_recorded_or_allowed(company, officer):
    row = proposed(company.other)
    before = case(officer, row)
    factories.allow(company.other)
    assert without_tokens(case(officer, row)) == without_tokens(before)


def test_a_yes_moves_the_request(company, officer):
    row = proposed(company.other)
    assert word(officer, row, word="agree").status_code == 302
    row.refresh_from_db()
    assert (row.agreed, row.request.state) == (True, State.REFUSED)


def test_a_no_needs_a_note_and_keeps_the_page(company, officer):
    row = proposed(company.other)
    answer = word(officer, row, word="return")
    assert answer.status_code == 422
    assert b'href="#note"' in answer.content
    row.refresh_from_db()
    assert row.agreed is None
    word(officer, row, word="return", note="The new request is about other data.")
    row.refresh_from_db()
    assert (row.agreed, row.request.state) == (False, State.ASSESSING)


def test_a_post_without_a_word_agrees_to_nothing(company, officer):
    row = proposed(company.other)
    assert word(officer, row, note="x").status_code == 404
    row.refresh_from_db()
    assert row.agreed is None


def test_nobody_reads_or_answers_their_own(company, officer):
    row = proposed(company.staff[Role.COMPLIANCE])
    page = case(officer, row)
    assert "This request is your own." in page
    assert TEXT not in page
    assert TEXT not in officer.get(reverse("compliance:requests")).content.decode()
    assert word(officer, row, word="agree").status_code == 403


def test_a_word_is_given_once(company, officer):
    row = proposed(company.other)
    word(officer, row, word="agree")
    assert word(officer, row, word="agree").status_code == 409
    assert "The word was given: agreed." in case(officer, row)


def test_the_list_says_what_waits_and_what_is_late(company, officer):
    proposed(company.other, days_ago=60)
    page = officer.get(reverse("compliance:requests")).content.decode()
    assert "1 answer of HR waits for your word." in page
    assert page.count("late</span>") == 2


@pytest.mark.parametrize("name", ["requests", "overview"])
def test_many_requests_cost_as_many_queries_as_one(company, officer, name):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            officer.get(reverse(f"compliance:{name}"))
        return len(caught)

    proposed(company.other, days_ago=60)
    queries()
    few = queries()
    for _ in range(6):
        proposed(factories.person(), days_ago=60)
    assert queries() == few


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)
