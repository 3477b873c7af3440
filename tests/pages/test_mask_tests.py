"""What a test of the masks showed is told to compliance, to the employee, and with each release."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.audit.acts import Role
from pages import dates
from tests.redaction.leaks import tested
from training.releases import mask_tests


@pytest.fixture
def officer(company, as_person, with_second_factor):
    return as_person(company.staff[Role.COMPLIANCE])


def overview(officer) -> str:
    return officer.get(reverse("compliance:overview")).content.decode()


def purpose_page(company, as_person) -> str:
    page = as_person(company.employee).get(reverse("employee:purpose", args=["bookings"]))
    return page.content.decode()


def test_compliance_reads_what_stayed_with_its_range_and_by_sort(officer):
    assert "The masks have not been tested yet." in overview(officer)
    day = dates.day_and_month(tested.kept().day)
    page = overview(officer)
    sentence = f"In the test of {day} 6 of 1,000 planted names, numbers and secrets"
    assert f"{sentence} stayed (between 3 and 13)." in page
    assert "Keys of machines" in page
    assert "Passwords" not in page
    assert "sentences of our own. Gaps of stored episodes are used where" in page


def test_compliance_reads_whether_stored_texts_carried_some(officer):
    tested.kept(carriers={"samples": 1, "stored": 1})
    assert "in sentences of our own and in gaps of stored episodes" in overview(officer)


def test_more_tests_cost_no_more_queries(officer):
    counts = []
    overview(officer)  # the first page of a session costs more
    for languages in (("en",), ("de", "es", "ja", "zh", "en")):
        for language in languages:
            tested.kept(language)
        with CaptureQueriesContext(connection) as queries:
            overview(officer)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_employee_reads_the_worst_result_in_one_sentence(company, as_person):
    assert "How much the masks miss has not been tested yet." in purpose_page(company, as_person)
    tested.kept("en", stayed=6)
    tested.kept("de", stayed=1)
    page = purpose_page(company, as_person)
    assert "6 of 1,000 planted names, numbers and secrets stayed readable." in page


def test_the_newest_test_of_the_newest_policy_counts(company, as_person):
    with clock.shifted(timedelta(days=-8)):
        tested.kept(stayed=9, policy_id="policy-0")
    tested.kept(stayed=4)
    page = purpose_page(company, as_person)
    assert "4 of 1,000" in page
    assert "9 of 1,000" not in page


def test_a_card_tells_the_tests_of_its_policies_and_which_had_none(company):
    tested.kept()
    text = mask_tests.section({"policy-1", "policy-2"})
    assert f"| `policy-1` | en | {clock.today().isoformat()} | 1,000 | 6 | 3 to 13 |" in text
    assert "Not tested yet: rows redacted under `policy-2`." in text
    assert "Not tested" not in mask_tests.section({"policy-1"})
