"""The representative reads figures, refused uses and late answers, and never a person."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.accountability import choice_asked, figures
from governance.accountability.figures import Dimension, Name
from governance.accountability.models import Figure
from governance.audit import search
from governance.audit.acts import Act, Outcome, Role
from governance.purposes import versions
from governance.purposes.errors import PurposeForbidden
from tests import factories
from tests.governance.audit import bulk


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
    assert "Groups that are too small to show are left out." in said
    assert company.employee.name not in said


def test_a_group_without_a_value_has_no_row(browser):
    for group, value in (("Large", 20), *((f"Small {n}", None) for n in range(40))):
        Figure.objects.create(
            week="2026-W48", name=Name.PEOPLE, dimension=Dimension.UNIT, group=group, value=value
        )
    said = page(browser)
    assert "<td>Large</td>" in said
    assert "Small" not in said
    assert said.count("too small to show") == 1


def test_refused_uses_are_counted_month_by_month_the_newest_first(db):
    for day, count in ((date(2026, 9, 30), 1), (date(2026, 11, 1), 2), (date(2026, 11, 20), 3)):
        bulk.entries(count, day, outcome=Outcome.REFUSED)
    of_exports = (Act.LOG_EXPORTED,)
    found = search.refused_by_month(of_exports, 12)
    assert found == [(date(2026, 11, 1), 5), (date(2026, 9, 1), 1)]
    assert search.refused_by_month(of_exports, 1) == [(date(2026, 11, 1), 5)]
    assert search.refused_by_month((Act.DATA_READ,), 12) == []


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
