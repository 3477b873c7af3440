"""A generated matrix: every address, for everybody, decided and held."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from governance.audit.acts import STAFF, Role
from pages import access
from pages.access import ACCESS, Who, who_opens
from pages.navigation import home_of
from tests.pages import addresses

EVERY = sorted({(one.name, one.route) for one in addresses.every()})
PAGES = sorted({name for name, route in EVERY if who_opens(name, route) != Who.DEVICE})
HOLDS = (
    *(
        f"compliance:hold{more}"
        for more in ("", "_confirm", "_renew", "_lift", "_share", "_begin", "_open")
    ),
    *(f"representative:hold{more}" for more in ("", "_object", "_share", "_agree")),
    *(f"employee:hold_{more}" for more in ("object", "lift", "certificate")),
)
ARGS = {
    "compliance:countersign": [uuid.UUID(int=1)],
    "compliance:log_proof": [uuid.UUID(int=1)],
    "compliance:request": [uuid.UUID(int=1)],
    "compliance:review": [uuid.UUID(int=1)],
    "compliance:review_agree": [uuid.UUID(int=1)],
    "compliance:review_open": [uuid.UUID(int=1)],
    **{name: [uuid.UUID(int=1)] for name in HOLDS},
    "representative:review": [uuid.UUID(int=1)],
    "representative:review_agree": [uuid.UUID(int=1)],
    "representative:review_open": [uuid.UUID(int=1)],
    "employee:purpose": ["bookings"],
    "employee:receipt": [uuid.UUID(int=1)],
    "employee:certificate": [uuid.UUID(int=1)],
    "employee:certificate_pdf": [uuid.UUID(int=1)],
    "employee:request": [uuid.UUID(int=1)],
    "employee:request_certificate": [uuid.UUID(int=1)],
    "hr:assign": [uuid.UUID(int=1)],
    "hr:confirm": [uuid.UUID(int=1)],
    "hr:leave": [uuid.UUID(int=1)],
    "hr:match": [uuid.UUID(int=1)],
    "hr:person": [uuid.UUID(int=1)],
    "hr:progress": [uuid.UUID(int=1)],
    "hr:request": [uuid.UUID(int=1)],
    "hr:step": [uuid.UUID(int=1), "refuse"],
    "public:ask_link": ["token"],
    "public:asked": ["token"],
    "public:asked_certificate": ["token"],
    "public:asked_certificate_pdf": ["token"],
    "mfa_remove_webauthn": [1],
    "mfa_edit_webauthn": [1],
    "account_reset_password_from_key": ["a", "b-c"],
    "demo:door": ["key"],
    "demo:letter": ["20261127-080000-1-1"],
    "compliance:purpose": ["bookings", 1],
    "purpose_owner:version": ["bookings", 1],
    "purpose_owner:edit": ["bookings"],
    "purpose_owner:preview": ["bookings"],
    "representative:version": ["bookings", 1],
    "steward:acknowledge": [uuid.UUID(int=1)],
    "steward:cancel": [uuid.UUID(int=1)],
    "steward:download": [uuid.UUID(int=1), "data/train-00000-of-00001.parquet"],
    "steward:drop": [uuid.UUID(int=1)],
    "steward:progress": [uuid.UUID(int=1)],
    "steward:release": [uuid.UUID(int=1)],
}
STAFF_PAGES = sorted(name for name, who in ACCESS.items() if who in STAFF)
OPENED = {200, 302, 400, 404, 405, 409, 422}
"""What one's own page may answer to a request that says nothing: never 403, never 5xx."""
EMPLOYEE_PAGES = sorted(name for name, who in ACCESS.items() if who == Who.EMPLOYEE)


def address(name: str) -> str:
    return reverse(name, args=ARGS.get(name, []))


@pytest.mark.parametrize(("name", "route"), EVERY)
def test_every_address_has_a_decision(name, route):
    assert who_opens(name, route) is not None, f"{name or route} has no decision in pages.access"


def test_the_table_names_no_address_that_is_not_there():
    assert set(ACCESS) == set(PAGES)


def test_an_address_without_a_decision_opens_for_nobody(browser, monkeypatch):
    monkeypatch.delitem(access.ACCESS, "employee:home")
    assert browser.get(address("employee:home")).status_code == 403


def test_a_view_whose_mark_differs_from_the_table_opens_for_nobody(browser, monkeypatch):
    monkeypatch.setitem(access.ACCESS, "employee:home", Who.EVERYBODY)
    assert browser.get(address("employee:home")).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_who_is_not_signed_in_gets_no_page_of_a_person(name, company):
    answer = Client().get(address(name))
    if ACCESS[name] in (Who.EVERYBODY, Who.DEMONSTRATION):
        return
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_a_staff_page_opens_for_its_role_alone(name, company, as_person, with_second_factor):
    for role in (None, *STAFF):
        person = company.staff[role] if role else company.employee
        browser = as_person(person)
        for answer in (browser.get(address(name)), browser.post(address(name))):
            if role is not None and ACCESS[name] == Who(role):
                assert answer.status_code in OPENED, (name, role)
            else:
                assert answer.status_code == 403, (name, role)


def test_a_refused_staff_page_offers_no_entries_of_a_role_that_one_does_not_have(
    company, as_person
):
    answer = as_person(company.other).get(reverse(home_of(Role.HR)))
    entries = [entry.url for entry in answer.context["nav"]]
    assert answer.status_code == 403
    assert reverse(home_of(Role.HR)) not in entries
    assert reverse("employee:home") in entries


@pytest.mark.parametrize("role", STAFF)
def test_staff_without_a_second_factor_reach_no_staff_page(role, company, as_person):
    answer = as_person(company.staff[role]).get(address(home_of(role)))
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))


@pytest.mark.parametrize("name", EMPLOYEE_PAGES)
@pytest.mark.parametrize("role", [None, *STAFF])
def test_each_page_of_a_person_answers_every_person_about_themselves(
    name, role, company, as_person
):
    person = company.staff[role] if role else company.employee
    answer = as_person(person).get(address(name))
    led_home = answer.status_code == 302 and answer["Location"] == reverse("employee:home")
    assert led_home == (name == "employee:withdrawn")  # they have withdrawn nothing
    assert led_home or answer.status_code in {200, 404, 405}
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", EMPLOYEE_PAGES)
def test_a_login_without_a_row_in_the_directory_has_no_page_of_a_person(name, company, as_person):
    user = company.other.user
    company.other.user = None
    company.other.save()
    company.other.user = user
    assert as_person(company.other).get(address(name)).status_code == 403


def test_the_demonstration_does_not_exist_in_production(company):
    assert Client().get(reverse("demo:people")).status_code == 404


def test_roles_of_the_table_are_those_of_the_log():
    assert {Who(role) for role in STAFF} <= set(Who)
    assert Role.PURPOSE_OWNER in STAFF
