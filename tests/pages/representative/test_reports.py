"""The representative reads figures, refused uses and late answers, and never a person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.accountability import choice_asked, figures
from governance.audit.acts import Role
from governance.purposes import versions
from governance.purposes.errors import PurposeForbidden
from tests import factories


@pytest.fixture
def browser(company, as_person, with_second_factor):
    return as_person(company.staff[Role.REPRESENTATIVE])


def page(browser):
    return browser.get(reverse("representative:reports")).content.decode()


def test_an_empty_report_says_why(browser):
    said = page(browser)
    assert "No answer to a request is late." in said
    assert "No figures have been made yet." in said
    assert "No use has been refused." in said
    assert "No report is new." in said


def test_a_refused_use_is_counted_by_month(browser, company):
    owner = company.staff[Role.PURPOSE_OWNER].user
    for _number in range(2):
        with pytest.raises(PurposeForbidden):
            versions.propose(
                "bookings", factories.facts(dpv_purposes=("dpv:ScoringOfIndividuals",)), owner
            )
    assert '<td class="r">2</td>' in page(browser)


def test_a_figure_for_few_people_is_not_shown(browser, company):
    figures.make()
    said = page(browser)
    assert "too few to show" in said
    assert company.employee.name not in said


def test_being_asked_to_show_a_choice_comes_without_a_name(browser, company):
    choice_asked.report(company.employee)
    assert (
        "Somebody asked an employee to show"
        in browser.get(reverse("representative:waiting")).content.decode()
    )
    said = page(browser)
    assert "Somebody asked an employee to show what they chose" in said
    assert company.employee.name not in said
    browser.post(reverse("representative:seen"))
    assert "No report is new." in page(browser)


def test_what_one_person_decides_changes_no_byte_of_the_report(browser, company):
    figures.make()
    before = page(browser)
    factories.allow(company.employee)
    assert page(browser) == before


def test_the_months_are_counted_by_the_index_of_refusals(browser):
    with CaptureQueriesContext(connection) as asked:
        page(browser)
    log = [one["sql"] for one in asked if "governance_auditentry" in one["sql"]]
    (counted,) = [sql for sql in log if "COUNT" in sql]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {counted}")
        assert "listed_refused" in " ".join(str(row) for row in cursor.fetchall())
