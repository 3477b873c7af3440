"""The compliance officer advises, approves or refuses, and never writes."""

import pytest
from django.urls import reverse

from governance.audit.acts import Role
from governance.purposes.models import VersionState
from tests import factories, proposals


@pytest.fixture
def officer(company, as_person, with_second_factor):
    return as_person(company.staff[Role.COMPLIANCE])


@pytest.fixture
def version(company):
    notice = factories.notice(what_for="We learn how long a booking takes.")
    return proposals.waiting(company, retention_days=90, notices={"en": notice})


def page(browser, version):
    address = reverse("compliance:purpose", args=[version.purpose_id, version.number])
    return browser.get(address).content.decode()


def post(browser, name, version, **body):
    body |= {"purpose": version.purpose_id, "version": version.number}
    return browser.post(reverse(f"compliance:{name}"), body)


def test_what_waits_for_compliance_stands_first(officer, version):
    said = officer.get(reverse("compliance:purposes")).content.decode()
    assert "1 version of a purpose waits for you." in said
    assert said.index("Waits for you") < said.index("Every version")


def test_the_difference_comes_first_and_words_are_marked(officer, version):
    said = page(officer, version)
    assert said.index('id="difference"') < said.index('id="notice"') < said.index('id="say"')
    assert "<mark>how long</mark>" in said


def test_an_opinion_reaches_the_representative(officer, version, company, as_person):
    assert post(officer, "opinion", version, opinion="It is about the agent.").status_code == 302
    speaker = as_person(company.staff[Role.REPRESENTATIVE])
    address = reverse("representative:version", args=["bookings", version.number])
    assert "It is about the agent." in speaker.get(address).content.decode()


def test_an_empty_opinion_is_none(officer, version):
    answer = post(officer, "opinion", version, opinion=" ")
    assert answer.status_code == 422
    assert "Write your opinion" in answer.content.decode()


def test_approving_waits_for_the_representative(officer, version):
    assert post(officer, "decide", version, choice="approve").status_code == 302
    version.refresh_from_db()
    assert version.state == VersionState.PROPOSED
    assert "Waits for the employee representative" in page(officer, version)


def test_refusing_needs_a_reason_and_ends_the_version(officer, version):
    assert post(officer, "decide", version, choice="refuse").status_code == 422
    assert post(officer, "decide", version, choice="refuse", reason="No.").status_code == 302
    version.refresh_from_db()
    assert version.state == VersionState.REFUSED


def test_the_list_asks_as_often_for_many_as_for_few(officer, company, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = reverse("compliance:purposes")
    proposals.many(company, 2)
    officer.get(address)
    with CaptureQueriesContext(connection) as few:
        officer.get(address)
    proposals.many(company, 12)
    with django_assert_num_queries(len(few)):
        officer.get(address)
