"""HR's pages open for HR alone, with a second factor, and hold nothing that HR must not see."""

import ast

import pytest
from django.urls import reverse

from governance.audit.acts import STAFF, Role
from pages.hr.opens import NAMES
from tests import factories
from tests.architecture.tree import modules, parsed, short
from tests.pages.kept import keep
from tests.pages.test_access import address
from tests.requests import asked, confirmed

NEVER = ("training", "redaction", "capture", "governance.consent", "governance.leases")
NEVER += ("governance.erasure", "governance.holdings", "governance.keys.ring")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", [None, *(role for role in STAFF if role != Role.HR)])
def test_a_page_of_hr_opens_for_nobody_else(name, role, company, as_person, with_second_factor):
    person = company.staff[role] if role else company.employee
    browser = as_person(person)
    assert browser.get(address(name)).status_code == 403
    assert browser.post(address(name)).status_code == 403


@pytest.mark.parametrize("name", NAMES)
def test_hr_without_a_second_factor_opens_no_page(name, company, as_person):
    answer = as_person(company.staff[Role.HR]).get(address(name))
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_there_is_no_fault_of_the_server(name, hr):
    assert hr.get(address(name)).status_code in {200, 404, 405}
    assert hr.post(address(name)).status_code in {200, 302, 404, 405, 409, 422}


def test_the_pages_of_hr_can_reach_nothing_that_was_recorded_or_decided():
    reached = {
        f"{short(path)}: {name}"
        for path in modules("pages/hr", "pages/cases")
        for node in ast.walk(parsed(path))
        for name in _imported(node)
        if name in NEVER or name.startswith(tuple(f"{floor}." for floor in NEVER))
    }
    assert reached == set()


def _imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def test_hr_never_sees_content_applications_or_consent(hr, officer, company):
    factories.allow(company.employee)
    keep(company.employee, "Deliver the marker of the text")
    request = asked(company.employee.email, company.employee.name)
    ready = confirmed(company.employee)
    pages = [
        reverse("hr:requests"),
        reverse("hr:request", args=[request.pk]),
        reverse("hr:request", args=[ready.pk]),
        reverse("hr:step", args=[ready.pk, "execute"]),
        reverse("hr:step", args=[ready.pk, "refuse"]),
        reverse("hr:directory"),
        reverse("hr:person", args=[company.employee.pk]),
        reverse("hr:import"),
    ]
    said = "".join(hr.get(page).content.decode() for page in pages)
    purpose = company.version.facts.notices["en"].name
    for never in ("marker of the text", "Sheets", "Cargo Desk", purpose, company.slug):
        assert never not in said
    assert company.employee.owner not in said
