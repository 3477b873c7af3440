"""The overview says what is so, in totals, at one price, and nobody's act moves a byte of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.accountability import figures
from governance.audit.acts import Act, Outcome, Role
from governance.audit.record import Actor, record
from governance.consent import decisions
from governance.stops import stop
from governance.stops.models import Stop
from pages.compliance.words import ACTS, REASONS, ROLES
from redaction import quarantine
from redaction.faults import Reason
from redaction.models import InboxBatch
from tests import factories
from tests.governance.audit.bulk import entries
from tests.pages.compliance.batches import aside
from tests.pages.kept import keep
from training import review

PAGES = ("overview", "requests", "log", "quarantine", "stop")
ONCE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def text(browser, name: str, **query) -> str:
    return ONCE.sub("", browser.get(reverse(f"compliance:{name}"), query).content.decode())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_the_officer_alone(name, company, as_person, with_second_factor, officer):
    assert officer.get(reverse(f"compliance:{name}")).status_code == 200
    for role, person in company.staff.items():
        if role != Role.COMPLIANCE:
            assert as_person(person).get(reverse(f"compliance:{name}")).status_code == 403
    assert as_person(company.employee).get(reverse(f"compliance:{name}")).status_code == 403


def test_nothing_that_one_person_does_changes_a_byte_of_any_page(company, officer):
    figures.make()
    before = {name: text(officer, name) for name in PAGES}
    factories.allow(company.employee)
    keep(company.employee)
    aside(company.employee, 3)
    decisions.withdraw(company.employee, company.version.purpose)
    assert {name: text(officer, name) for name in PAGES} == before


def test_a_person_more_in_the_company_changes_no_byte(company, officer):
    figures.make()
    before = text(officer, "overview")
    newcomer = factories.person()
    factories.allow(newcomer)
    keep(newcomer)
    assert text(officer, "overview") == before


def test_the_first_sentence_says_that_everything_is_stopped(officer):
    officer.post(reverse("compliance:stop"), {"reason": "A breach is suspected."})
    page = text(officer, "overview")
    assert "Everything is stopped." in page
    assert "A breach is suspected." in page


def test_stopping_needs_a_reason_and_keeps_the_field_named(officer):
    answer = officer.post(reverse("compliance:stop"), {"reason": " "})
    assert answer.status_code == 422
    assert b'href="#reason"' in answer.content
    assert not stop.active()


def test_starting_again_needs_two_people(company, officer, as_person):
    officer.post(reverse("compliance:stop"), {"reason": "A breach is suspected."})
    officer.post(reverse("compliance:start"))
    assert officer.post(reverse("compliance:start")).status_code == 409
    assert stop.active()
    stop.end(company.staff[Role.REPRESENTATIVE].user, Role.REPRESENTATIVE)
    assert not stop.active()


def test_a_representative_gives_the_second_word_on_their_own_pages(company, officer, as_person):
    representative = as_person(company.staff[Role.REPRESENTATIVE])
    representative.post(reverse("representative:stop"), {"reason": "A breach is suspected."})
    representative.post(reverse("representative:start"))
    assert "With yours everything goes on." in text(officer, "overview")
    officer.post(reverse("compliance:start"))
    assert not stop.active()
    waiting = representative.get(reverse("representative:waiting")).content.decode()
    assert "Nothing is recorded, stored or read" not in waiting


def test_stopping_twice_is_stopping_once(officer):
    for _ in range(2):
        officer.post(reverse("compliance:stop"), {"reason": "A breach is suspected."})
    assert Stop.objects.count() == 1


def test_a_log_that_was_changed_is_the_first_thing_said(officer):
    entries(1)
    assert "The log was changed after it was written." in text(officer, "overview")


def test_refused_uses_are_shown_by_role_and_day(company, officer, atomic_entry):
    atomic_entry(Act.DATA_READ, Actor(Role.STEWARD), Outcome.REFUSED)
    assert "Asked to read recorded data" in text(officer, "overview")


@pytest.mark.parametrize("name", ["overview", "requests", "log", "quarantine", "reviews"])
def test_the_number_of_queries_does_not_grow(name, company, officer):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            officer.get(reverse(f"compliance:{name}"))
        return len(caught)

    figures.make()
    officer.get(reverse(f"compliance:{name}"))
    few = queries()
    entries(400)
    for n in range(5):
        factories.purpose(f"purpose-{n}", company.staff, review_sample=5)
        review.ask(f"purpose-{n}", "A mask was missed.", company.other.user, Role.COMPLIANCE)
        factories.person()
    for reason in Reason:
        aside(company.employee, 12, reason)
    assert queries() == few


def test_quarantine_shows_no_number_below_ten_people(company):
    aside(company.employee, 30)
    assert {row.about for row in quarantine.held()} == {None}
    for _ in range(10):
        aside(factories.person(), 2)
    about = {row.reason: row.about for row in quarantine.held()}
    assert about[Reason.REDACTION_FAILED] == 50


def test_quarantine_can_be_tried_again(company, officer):
    aside(company.employee, 2)
    address = reverse("compliance:retry")
    assert officer.post(address, {"reason": Reason.REDACTION_FAILED}).status_code == 302
    states = InboxBatch.objects.values_list("state", "attempts", "reason")
    assert list(states) == [("waiting", 0, "")] * 2


def test_what_nobody_can_open_is_not_tried_again(company, officer):
    aside(company.employee, 1, Reason.INTAKE_KEY_GONE)
    answer = officer.post(reverse("compliance:retry"), {"reason": Reason.INTAKE_KEY_GONE})
    assert answer.status_code == 409
    assert "Try again<" not in answer.content.decode()


def test_destroying_asks_once_and_says_what_stays(company, officer):
    aside(company.employee, 2)
    aside(company.employee, 1, Reason.INTAKE_KEY_GONE)
    wanted = {"reason": Reason.REDACTION_FAILED}
    asked = officer.post(reverse("compliance:destroy"), wanted)
    assert b"What stays" in asked.content
    assert InboxBatch.objects.count() == 3
    officer.post(reverse("compliance:destroy"), {**wanted, "sure": "1"})
    assert InboxBatch.objects.get().reason == Reason.INTAKE_KEY_GONE


def test_an_unknown_reason_is_not_there(officer):
    assert officer.post(reverse("compliance:retry"), {"reason": "x"}).status_code == 404


def test_every_act_role_and_reason_has_words():
    assert set(ACTS) == set(Act)
    assert set(ROLES) == set(Role)
    assert set(REASONS) == set(Reason)


@pytest.fixture
def atomic_entry(both):
    from django.db import transaction

    def written(act, actor, outcome=Outcome.DONE):
        with transaction.atomic():
            return record(act, actor, None, outcome)

    assert clock.today()
    return written
