"""The directory shows rows and nothing else; a last moment is explained before it is set."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.directory.models import Employee, Status
from tests import factories

URL = reverse("hr:directory")


def leave(browser, person, **data):
    return browser.post(reverse("hr:leave", args=[person.pk]), data)


def many(number: int) -> None:
    rows = [
        Employee(name=f"Row {n:05}", email=f"row{n}@kestrel.example", since=clock.now())
        for n in range(number)
    ]
    Employee.objects.bulk_create(rows)


def test_the_list_asks_as_often_for_ten_thousand_as_for_seven(hr):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert hr.get(URL).status_code == 200
        return len(found)

    hr.get(URL)
    few = queries()
    many(10_000)
    assert queries() == few
    assert b"1 to 50 of 10007" in hr.get(URL).content


def test_a_search_finds_and_stands_in_no_address(hr, company):
    answer = hr.post(URL, {"words": "okonjo"})
    assert "okonjo" not in answer["Location"].lower()
    page = hr.get(answer["Location"]).content.decode()
    assert "Ines Okonjo" in page
    assert "Tom Brandt" not in page
    assert (
        "Nobody fits this search."
        in hr.get(hr.post(URL, {"words": "nobody at all"})["Location"]).content.decode()
    )


def test_units_and_states_filter(hr):
    unit = factories.person("Unit Person", unit="Hamburg Freight").unit
    page = hr.get(URL, {"unit": str(unit.pk)}).content.decode()
    assert "Unit Person" in page
    assert "Ines Okonjo" not in page
    assert "Unit Person" not in hr.get(URL, {"unit": "none"}).content.decode()
    assert "Unit Person" not in hr.get(URL, {"status": "leaver"}).content.decode()
    assert "Unit Person" in hr.get(URL, {"unit": "x", "status": "x"}).content.decode()


def test_a_person_shows_the_row_and_says_what_is_not_shown(hr, company):
    page = hr.get(reverse("hr:person", args=[company.employee.pk])).content.decode()
    for value in (company.employee.name, company.employee.email, company.employee.login):
        assert value in page
    assert "No page shows it to HR." in page


def test_a_last_moment_is_shown_with_what_happens_before_it_is_set(hr, company):
    last = clock.now() + timedelta(days=3)
    page = leave(hr, company.employee, last=last.isoformat()).content.decode()
    assert "This happens for everyone who leaves, whatever they decided." in page
    company.employee.refresh_from_db()
    assert company.employee.last_day is None
    answer = leave(hr, company.employee, last=last.isoformat(), confirmed="1")
    assert answer.status_code == 302
    company.employee.refresh_from_db()
    assert (company.employee.status, company.employee.last_day) == (Status.LEAVER, last)


def test_the_page_of_a_last_moment_is_the_same_whatever_somebody_allowed(hr, company):
    import re

    factories.allow(company.employee)
    last = clock.now() + timedelta(days=3)
    pages = []
    for person in (company.employee, company.other):
        text = leave(hr, person, last=last.isoformat()).content.decode()
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
        pages.append(text.replace(person.name, "NAME").replace(str(person.pk), "ID"))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("last", ["", "31.09.2026", "2026-09-31T10:00", "9" * 400, "\x00"])
def test_what_is_no_moment_is_named_and_kept(last, hr, company):
    answer = leave(hr, company.employee, last=last, confirmed="1")
    assert answer.status_code == 422
    assert '<a href="#last">' in answer.content.decode()


@pytest.mark.parametrize("days", [-40, 400])
def test_a_moment_that_cannot_be_the_last_is_named(days, hr, company):
    last = clock.now() + timedelta(days=days)
    answer = leave(hr, company.employee, last=last.isoformat(), confirmed="1")
    assert answer.status_code == 422
    assert "cannot be the last moment" in answer.content.decode()
