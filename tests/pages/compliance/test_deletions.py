"""Compliance and monitoring are told when what was deleted is not noted outside the database."""

from django.db import transaction
from django.urls import reverse

from governance.audit.acts import Role
from governance.keys import ledger
from operations import health

WORDS = "deletions are not noted outside the database"


def told(officer) -> bool:
    page = WORDS in officer.get(reverse("compliance:overview")).content.decode()
    looked_at = health.PARTS["deletion ledger"]()
    assert page == bool(looked_at)
    return page


def test_compliance_and_the_check_tell_that_deletions_do_not_come_outside(
    lasting, company, as_person, with_second_factor, settings, tmp_path
):
    settings.OUTSIDE_DIR = tmp_path
    officer = as_person(company.staff[Role.COMPLIANCE])
    with transaction.atomic(using="keys"):
        ledger.append([{"row": "a"}])
    assert not told(officer)
    ledger.path().rename(tmp_path / "away")
    with transaction.atomic(using="keys"):
        ledger.append([{"row": "b"}])
    assert told(officer)
    (tmp_path / "away").rename(ledger.path())
    assert told(officer)
    assert ledger.follow()
    assert not told(officer)
