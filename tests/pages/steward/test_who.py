"""Every address of the data steward, each file and each state of a build: for them alone."""

import uuid

import pytest
from django.urls import reverse

from governance.audit.acts import STAFF, Role
from pages.steward.opens import NAMES
from tests.pages.test_access import address

OTHERS = [None, *(role for role in STAFF if role != Role.STEWARD)]
GOOD = {200, 302, 404, 405}


@pytest.mark.parametrize("role", OTHERS)
def test_of_no_other_role(role, company, as_person, with_second_factor):
    browser = as_person(company.staff[role] if role else company.employee)
    for name in NAMES:
        assert browser.get(address(name)).status_code == 403, name
        assert browser.post(address(name)).status_code == 403, name


def test_of_the_data_steward(steward):
    for name in NAMES:
        assert steward.get(address(name)).status_code in GOOD, name


def test_not_without_a_second_factor(company, as_person):
    browser = as_person(company.staff[Role.STEWARD])
    for name in NAMES:
        assert browser.get(address(name))["Location"] == reverse("mfa_index")


def test_what_is_not_there_is_not_found(steward):
    nothing = uuid.uuid4()
    for name in ("steward:release", "steward:progress", "steward:drop"):
        assert steward.get(reverse(name, args=[nothing])).status_code == 404
    for name in ("steward:cancel", "steward:acknowledge"):
        assert steward.post(reverse(name, args=[nothing])).status_code == 404
    assert steward.get(reverse("steward:download", args=[nothing, "all.zip"])).status_code == 404
