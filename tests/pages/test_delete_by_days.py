"""Deleting by days: shown before it is done, certified after, and refused with a remedy."""

from datetime import timedelta

import pytest

from governance import clock
from governance.erasure import certificate
from governance.erasure.models import Erasure, ErasureState
from tests import factories
from tests.pages.kept import keep
from training import own

URL = "/my-data/delete/"


@pytest.fixture
def person(company):
    factories.allow(company.employee)
    return company.employee


@pytest.fixture
def kept(person):
    """Return the day of the older one of two episodes."""
    keep(person)
    yesterday = clock.today() - timedelta(days=1)
    keep(person, day=yesterday)
    return yesterday.isoformat()


def order(first: str, last: str, **more: str) -> dict[str, str]:
    return {"what": "period", "first": first, "last": last, **more}


def test_the_days_are_shown_before_anything_goes(browser, person, kept):
    answer = browser.post(URL, order(kept, kept))
    assert "1 episode" in answer.text
    assert len(list(own.every(person.owner))) == 2


def test_once_confirmed_these_days_alone_go_and_a_certificate_follows(browser, person, kept):
    browser.post(URL, {"what": "period", "value": f"{kept}/{kept}", "confirmed": "1"})
    assert [view.body.day for view in own.every(person.owner)] == [clock.today()]
    assert "Being erased" in browser.get("/receipts/").text
    row = Erasure.objects.get()
    row.certificate, row.state = certificate.issue(row), ErasureState.DONE  # after the commit alone
    row.save()
    page = browser.get("/receipts/").text
    assert "Being erased" not in page
    assert "Episodes that you deleted" in page


@pytest.mark.parametrize("days", [("", ""), ("2026-13-01", "2026-12-01"), ("2026-02-02", "")])
def test_a_day_that_is_none_is_named(browser, kept, days):
    answer = browser.post(URL, order(*days))
    assert answer.status_code == 422
    assert "Choose the first and the last day." in answer.text


def test_days_the_wrong_way_round_are_named(browser, kept):
    answer = browser.post(URL, order(clock.today().isoformat(), kept))
    assert answer.status_code == 422
    assert "The last day is before the first." in answer.text


def test_days_without_episodes_say_so(browser, person, kept):
    answer = browser.post(URL, order("2020-01-01", "2020-01-31"), follow=True)
    assert "No episode is kept" in answer.text
    assert len(list(own.every(person.owner))) == 2
