"""What one person decides, has stored or erases changes no byte of any page of any staff role."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import NoReverseMatch, reverse

from governance import clock
from governance.accountability import figures
from governance.audit.acts import STAFF, Role
from governance.consent import decisions
from governance.erasure import run
from governance.keys import ledger
from pages.access import ACCESS, Who
from tests import factories
from tests.pages.compliance.batches import aside
from tests.pages.kept import keep
from training.models import Episode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def pages(role: Role) -> list[str]:
    found = []
    for name, who in ACCESS.items():
        if who == Who(role):
            try:
                found.append(reverse(name))
            except NoReverseMatch:  # a page of one thing, not of all
                continue
    return found


@pytest.fixture
def seen(company, as_person):
    """Return a function that reads every page of a role."""
    for person in company.staff.values():
        Authenticator.objects.create(
            user=person.user, type=Authenticator.Type.TOTP, data={"secret": "x"}
        )
    figures.make()

    def seen(role: Role) -> dict[str, str]:
        browser = as_person(company.staff[role])
        answers = {path: browser.get(path) for path in pages(role)}
        return {
            path: TOKEN.sub("", answer.content.decode())
            for path, answer in answers.items()
            if answer.status_code == 200
        }

    return seen


@pytest.fixture(autouse=True)
def _ledger_outside(monkeypatch):
    """Inside the transaction of a test nothing is committed that could be written outside."""
    monkeypatch.setattr(ledger, "behind", lambda: False)


@pytest.mark.parametrize("role", STAFF)
def test_allowing_storing_withdrawing_and_erasing_change_no_byte(role, company, seen):
    before = seen(role)
    assert before
    one = company.employee
    factories.allow(one)
    keep(one)
    Episode.objects.update(rests_until=clock.today() - timedelta(days=1))
    aside(one, 3)
    assert seen(role) == before
    decisions.withdraw(one, company.version.purpose)
    assert seen(role) == before
    for erasure in run.unfinished():
        run.advance(erasure)
    assert seen(role) == before


@pytest.mark.parametrize("role", sorted(set(STAFF) - {Role.HR}))
def test_a_person_more_changes_no_byte_outside_of_the_directory_and_the_log(role, company, seen):
    before = seen(role)
    newcomer = factories.person()
    factories.allow(newcomer)
    keep(newcomer)
    log = reverse("compliance:log")
    after = seen(role)
    assert {path for path in after if after[path] != before[path]} <= {log}
