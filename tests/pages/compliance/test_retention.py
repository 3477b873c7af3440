"""Compliance sees that the nights ran and by which rules; nothing of what went or of a person."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.audit.acts import Role
from governance.purposes.kinds import Kind
from governance.retention import choices, nightly, report
from tests import factories
from tests.training import crowd, dated


@pytest.fixture
def officer(company, as_person, with_second_factor):
    return as_person(company.staff[Role.COMPLIANCE])


def page(browser, name: str = "compliance:retention") -> str:
    return browser.get(reverse(name)).content.decode()


def test_before_the_first_night_nothing_is_claimed(officer):
    assert "The nightly erasure has not run yet." in page(officer)


def test_after_a_night_it_says_when_it_ended_and_that_nothing_is_overdue(officer):
    nightly.run()
    said = page(officer)
    assert "What had reached its day is erased." in said
    assert "No: nothing is there whose day has passed" in said
    assert "Retention" in page(officer, "compliance:overview")


def test_each_kind_of_each_purpose_stands_with_its_rule_and_where_it_comes_from(officer, company):
    kinds = (Kind.CLICKS, Kind.TYPED_TEXT, Kind.TYPING_RHYTHM)
    shorter = {Kind.TYPED_TEXT: 30}
    factories.purpose("rhythm", company.staff, kinds=kinds, retention_by_kind=shorter)
    said = page(officer)
    for kind, days in (("Clicks", 180), ("Typed text", 30), ("Typing rhythm", 90)):
        assert re.search(rf">{kind}</td><td[^>]*>{days} days</td>", said)
    assert "The purpose</td>" in said
    assert "Sayso itself</td>" in said


def test_the_page_is_the_same_whatever_went_and_whoever_chose(officer, company):
    (someone,) = crowd.people(1)
    nightly.run()
    before = page(officer)
    with clock.shifted(timedelta(days=-1)):
        dated.keep(someone, {Kind.CLICKS: 2})
        choices.keep_at_most(someone, company.slug, 30)
    assert page(officer) == before


def test_what_is_overdue_stands_on_the_overview_as_late(officer):
    (someone,) = crowd.people(1)
    dated.keep(someone, {Kind.CLICKS: 1})
    with clock.shifted(timedelta(days=2)):
        said = page(officer, "compliance:overview")
        assert "Data may be kept beyond the day that its people were told." in said
        assert "Yes: something is there whose day has passed" in page(officer)
        nightly.run()
        assert "Data may be kept beyond" not in page(officer, "compliance:overview")


def test_two_nights_without_an_end_are_late(officer):
    nightly.run()
    report.begin()
    with clock.shifted(timedelta(hours=51)):
        said = page(officer)
        assert "No run of the nightly erasure has ended for two nights." in said
        assert "Goes on in the next run" in said
        assert "No run of the nightly erasure" in page(officer, "compliance:overview")
