"""Quarantine: what failed five times waits sealed for compliance, and goes with its consent."""

from datetime import timedelta

from django.db import transaction

from governance import clock
from governance.audit.acts import Role
from governance.audit.record import Actor
from governance.consent import decisions
from governance.erasure import run
from governance.erasure.models import Erasure
from redaction import quarantine
from redaction.faults import Reason
from redaction.models import InboxBatch, InboxState
from tests.redaction import batches
from training.models import Episode

OFFICER = Actor(Role.COMPLIANCE)


def put_aside(person, device, reason=Reason.REDACTION_FAILED) -> InboxBatch:
    batch = batches.accept(person, device)
    with transaction.atomic():
        quarantine.put(batch, reason)
    batch.refresh_from_db()
    assert batch.state == InboxState.QUARANTINED
    return batch


def test_a_withdrawal_destroys_what_is_in_quarantine(person, device):
    for reason in Reason:
        put_aside(person, device, reason)
    decisions.withdraw(person, "bookings")
    erasure = Erasure.objects.get(owner=person.owner)
    run.advance(erasure.pk)
    erasure.refresh_from_db()
    assert InboxBatch.objects.count() == 0
    assert erasure.counts["inbox"] == len(Reason)


def test_what_is_retried_is_stored_once_and_counts_from_the_first_try(person, device):
    batch = put_aside(person, device)
    InboxBatch.objects.filter(pk=batch.pk).update(attempts=5)
    quarantine.retry(Reason.REDACTION_FAILED, OFFICER)
    batches.work(batch)
    batches.work(batch)
    assert (Episode.objects.count(), InboxBatch.objects.count()) == (1, 0)


def test_what_is_withdrawn_meanwhile_is_not_stored_by_a_retry(person, device):
    batch = put_aside(person, device)
    quarantine.retry(Reason.REDACTION_FAILED, OFFICER)
    decisions.withdraw(person, "bookings")
    batches.work(batch)
    assert (Episode.objects.count(), InboxBatch.objects.count()) == (0, 0)


def test_destroying_takes_one_reason_and_nothing_that_waits(person, device):
    put_aside(person, device, Reason.TRIES_USED)
    kept = {put_aside(person, device).pk, batches.accept(person, device).pk}
    quarantine.destroy(Reason.TRIES_USED, OFFICER)
    assert set(InboxBatch.objects.values_list("pk", flat=True)) == kept


def test_it_goes_by_age_and_nothing_younger_does(person, device):
    put_aside(person, device)
    with clock.shifted(timedelta(days=1)):
        younger = put_aside(person, device)
    with clock.shifted(quarantine.KEPT + timedelta(minutes=1)):
        assert quarantine.expire() == 1
    assert InboxBatch.objects.get().pk == younger.pk
