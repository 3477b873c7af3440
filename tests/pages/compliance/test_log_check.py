"""Compliance sees when the log was last checked to the end, and how far a check has come."""

import uuid
from datetime import timedelta

from django.urls import reverse

from governance import clock
from governance.audit import verifying
from governance.audit.models import AuditCheck, AuditRound
from pages import dates


def shown(officer) -> str:
    return officer.get(reverse("compliance:log")).content.decode()


def test_it_shows_when_a_check_last_came_to_its_end(officer):
    assert "None yet" in shown(officer)
    verifying.check()
    assert dates.moment(AuditCheck.objects.get().whole) in shown(officer)
    assert "Check that has not ended" not in shown(officer)


def test_an_alarm_since_then_does_not_change_when_that_was(officer):
    with clock.shifted(timedelta(days=-2)):
        verifying.check()
    whole = dates.moment(AuditCheck.objects.get().whole)
    verifying.alarm()
    AuditCheck.objects.filter(pk=1).update(ended=clock.now())
    assert whole in shown(officer)


def test_how_far_a_check_has_come_is_told_in_tenths(officer):
    AuditRound.objects.create(
        pk=1, run=uuid.uuid4(), begun=clock.now(), after=uuid.uuid4(), done=4_999, total=10_000,
        seal="",
    )  # fmt: skip
    assert "about 40 % of the closed parts so far" in shown(officer)
    assert "4,999" not in shown(officer)
    AuditRound.objects.update(done=10_010)
    assert "about 100 % of the closed parts so far" in shown(officer)


def test_before_there_are_closed_parts_it_is_at_the_beginning(officer):
    AuditRound.objects.create(
        pk=1, run=uuid.uuid4(), begun=clock.now(), after=uuid.uuid4(), done=0, total=0, seal="",
    )  # fmt: skip
    assert "about 0 % of the closed parts so far" in shown(officer)
