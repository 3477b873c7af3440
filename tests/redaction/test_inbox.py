"""The row decides: claims, tries, quarantine, and what is left behind."""

import logging
from datetime import timedelta

import pytest

from governance import clock
from governance.audit import totals
from governance.audit.acts import Total
from governance.keys import intake
from governance.retention import nightly
from redaction import engines, inbox, opening, pipeline, storing
from redaction.faults import Reason
from redaction.models import InboxBatch, InboxState
from tests.redaction import batches
from training import store
from training.models import Episode


class Killed(BaseException):
    """A process that ends on the spot: nothing of Sayso catches it."""


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (opening, "open_batch"),
        (pipeline.admitted, "check"),
        (pipeline.redacting, "redact"),
        (pipeline.redacting, "policy_id"),
        (storing.fence, "hold"),
        (storing.inbox, "hold"),
        (storing.store, "add"),
        (storing.inbox, "finish"),
        (storing.totals, "add"),
        (store.ring, "week_key"),
    ],
)
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_killed_at_any_step_a_batch_is_stored_exactly_once(
    person, device, monkeypatch, module, name, late
):
    batch = batches.accept(person, device)
    real = getattr(module, name)

    def dies(*arguments, **more):
        if late:
            real(*arguments, **more)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(module, name, dies)
        with pytest.raises(Killed):
            batches.work(batch)
    assert inbox.claim(batch.pk) is None  # until the claim has passed nobody takes it over
    with clock.shifted(inbox.CLAIM * 2):
        assert inbox.left_behind(10) == [batch.pk]
        batches.work(batch)
        batches.work(batch)
    assert (Episode.objects.count(), InboxBatch.objects.count()) == (1, 0)


def test_two_workers_store_once(person, device):
    batch = batches.accept(person, device)
    first = inbox.claim(batch.pk)
    with clock.shifted(inbox.CLAIM * 2):
        second = inbox.claim(batch.pk)
        pipeline.process(second)
    pipeline.process(first)
    assert Episode.objects.count() == 1


def test_the_try_is_counted_before_the_work(person, device):
    batch = batches.accept(person, device)
    inbox.claim(batch.pk)
    batch.refresh_from_db()
    assert batch.attempts == 1


def test_after_five_tries_a_batch_is_put_aside_sealed(person, device, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    batch = batches.accept(person, device)
    sealed = bytes(batch.sealed)

    def fails(*_arguments):
        raise ValueError(batches.SECRET)

    monkeypatch.setattr(engines.engine(), "redact_batch", fails, raising=True)
    for tried in range(inbox.TRIES):
        with clock.shifted(timedelta(hours=tried + 1)):
            batches.work(batch)
            aside = totals.of_today(Total.QUARANTINED)
    batch.refresh_from_db()
    assert (batch.state, batch.reason) == (InboxState.QUARANTINED, Reason.REDACTION_FAILED)
    assert bytes(batch.sealed) == sealed
    assert batches.SECRET not in caplog.text
    assert "ValueError" in caplog.text
    assert aside == 1
    assert inbox.claim(batch.pk) is None


def test_a_batch_that_kills_five_workers_is_put_aside(person, device):
    batch = batches.accept(person, device)
    for tried in range(inbox.TRIES + 1):
        with clock.shifted(inbox.CLAIM * 2 * tried):
            inbox.claim(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.reason) == (InboxState.QUARANTINED, Reason.TRIES_USED)


def test_an_inbox_row_of_eight_days_opens_with_nothing(person, device):
    batch = batches.accept(person, device)
    with clock.shifted(timedelta(days=8)):
        intake.rotate()
        with pytest.raises(intake.IntakeKeyGone):
            opening.open_batch(batch)
        batches.work(batch)
        batch.refresh_from_db()
        assert (batch.state, batch.reason) == (InboxState.QUARANTINED, Reason.INTAKE_KEY_GONE)
    with clock.shifted(timedelta(days=8, minutes=1)):
        nightly.run()
    assert InboxBatch.objects.count() == 0


def test_the_private_half_is_overwritten_and_gone(person, settings):
    key = intake.current().key_id
    file = intake._file(key)
    assert file.exists()
    with clock.shifted(timedelta(days=8)):
        intake.rotate()
    assert not file.exists()


def test_what_was_announced_and_lost_is_found_again(person, device):
    with clock.at(clock.now()):
        batch = batches.accept(person, device)
        assert inbox.left_behind(10) == []
    with clock.shifted(timedelta(seconds=6)):
        assert inbox.left_behind(10) == [batch.pk]
