"""A withdrawal erases everywhere: keys first, then rows, then a certificate."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from governance import clock, signing
from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.consent import decisions
from governance.erasure import queries, run, tasks
from governance.erasure.models import Erasure, ErasureState
from governance.holdings.registry import all_holdings
from governance.keys import ledger, ring, signers
from governance.keys.models import WeekKey
from governance.purposes.kinds import Kind
from governance.signing import Signed, Use
from redaction import inbox
from redaction.models import InboxBatch
from tests import factories
from tests.redaction import batches
from tests.training.copies import older_copy, opened
from training import own, store
from training.models import Episode

MINUTE = timedelta(seconds=61)


@pytest.fixture
def stored(person, device):
    batches.work(batches.accept(person, device))
    batches.accept(person, device)
    return older_copy()


def carried(person) -> Erasure:
    erasure = Erasure.objects.get(owner=person.owner)
    run.advance(erasure.pk)
    erasure.refresh_from_db()
    return erasure


def test_after_a_withdrawal_no_copy_opens_anything(person, stored):
    decisions.withdraw(person, "bookings")
    erasure = carried(person)
    assert (opened(stored), Episode.objects.count(), InboxBatch.objects.count()) == (0, 0, 0)
    assert WeekKey.objects.count() == 0
    assert erasure.state == ErasureState.ROWS_GONE


def test_it_is_being_erased_until_the_copies_of_workers_have_passed(person, stored):
    decisions.withdraw(person, "bookings")
    erasure = carried(person)
    assert not queries.of(person.owner)[0].done
    assert queries.being_erased(person.owner)
    with clock.shifted(MINUTE):
        erasure = carried(person)
    assert erasure.state == ErasureState.DONE
    assert not queries.being_erased(person.owner)


def test_it_is_not_done_while_a_reader_keeps_the_old_pages(person, stored, monkeypatch):
    decisions.withdraw(person, "bookings")
    carried(person)
    monkeypatch.setattr(ring, "settle", lambda: False)  # what a reader open elsewhere causes
    with clock.shifted(MINUTE):
        assert carried(person).state == ErasureState.ROWS_GONE


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no such log to press")
def test_a_reader_makes_settling_busy_and_that_is_noticed(person, stored):
    import sqlite3

    from django.db import connections

    file = connections["keys"].settings_dict["NAME"]
    reader = sqlite3.connect(file)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM keys_weekkey").fetchone()
    ring.destroy(person.owner)
    with connections["keys"].cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 200")
    try:
        assert ring.settle() is False
        reader.rollback()
        assert ring.settle() is True
    finally:
        reader.close()
        with connections["keys"].cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 20000")


def test_the_certificate_can_be_checked_and_says_what_it_does_not_cover(person, stored):
    decisions.withdraw(person, "bookings")
    carried(person)
    with clock.shifted(MINUTE):
        erasure = carried(person)
    raw = queries.signed(person.owner, erasure.pk)
    signed = Signed(
        raw["type"], raw["key"], signing.decode(raw["payload"]), signing.decode(raw["signature"])
    )
    public = signers.public_keys(Use.CERTIFICATE)[raw["key"]]
    payload = json.loads(signing.check(public, signed, "sayso-certificate/1"))
    assert payload["deleted"]["episodes"] == 1
    assert payload["deleted"]["inbox"] == 1
    assert payload["keys_destroyed"] == 1
    assert "models-trained" in payload["not_covered"]
    assert payload["backups_end"] > payload["done"]
    assert person.name not in json.dumps(payload)
    assert AuditEntry.objects.filter(act=Act.ERASURE_DONE).count() == 1


def carried_to_the_end(person) -> None:
    for passed in range(3):
        with clock.shifted(MINUTE * passed):
            carried(person)


class Killed(BaseException):
    """A process that ends on the spot."""


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", ["_destroy_keys", "_delete_from", "_reach", "_finish"])
def test_killed_at_any_step_it_is_carried_through(person, stored, monkeypatch, step, late):
    decisions.withdraw(person, "bookings")
    real = getattr(run, step)

    def dies(*arguments):
        if late:
            real(*arguments)
        raise Killed

    with monkeypatch.context() as patch, clock.shifted(MINUTE):
        patch.setattr(run, step, dies)
        with pytest.raises(Killed):
            carried_to_the_end(person)
    with clock.shifted(MINUTE * 3):
        tasks.sweep()
        with clock.shifted(MINUTE):
            tasks.sweep()
    erasure = Erasure.objects.get()
    assert erasure.state == ErasureState.DONE
    assert (erasure.keys, erasure.counts["episodes"], erasure.counts["inbox"]) == (1, 1, 1)
    assert opened(stored) == 0


def test_what_a_new_consent_brings_is_spared(person, stored, device):
    decisions.withdraw(person, "bookings")
    factories.allow(person)
    batches.work(batches.accept(person, device))
    carried(person)
    assert own.count(person.owner) == 1
    assert opened(older_copy()) == 1


def test_of_another_person_nothing_goes(person, stored, lasting_company):
    other = lasting_company.other
    factories.allow(other)
    batches.work(batches.accept(other, batches.device(other)))
    decisions.withdraw(person, "bookings")
    carried(person)
    assert own.count(other.owner) == 1


def test_a_refused_kind_goes_from_what_is_stored_and_from_older_copies(person, stored):
    decisions.refuse(person, "bookings", Kind.TYPED_TEXT)
    carried(person)
    (view,) = own.every(person.owner)
    assert "type_text" not in {step.do for step in view.body.steps}
    assert (opened(stored), opened(older_copy())) == (0, 1)


def test_a_mixed_batch_is_waited_for(person, stored, device):
    factories.purpose("invoices")
    factories.allow(person, "invoices")
    both = (batches.episode(person), batches.episode(person, "invoices"))
    mixed = batches.accept(person, device, *both)
    decisions.withdraw(person, "bookings")
    with clock.shifted(MINUTE):
        carried(person)
        with clock.shifted(MINUTE):
            assert carried(person).state == ErasureState.ROWS_GONE
            batches.work(mixed)
            assert carried(person).state == ErasureState.DONE
    assert [view.purpose for view in own.every(person.owner)] == ["invoices"]


def test_the_ledger_names_what_went_in_the_store_and_in_the_file(person, stored):
    decisions.withdraw(person, "bookings")
    epoch = Erasure.objects.get().epoch
    carried(person)
    assert str(epoch) in ledger.path().read_text()


def test_with_everything_the_private_state_and_the_key_of_the_person_go(person, stored):
    from governance.erasure.begin import begin_erasure

    begin_erasure(person.owner, everything=True)
    carried(person)
    with clock.shifted(MINUTE):
        carried(person)
    with pytest.raises(ring.KeyGone):
        ring.person_open(person.owner, b"x" * 40, "x")
    left = {one.name: one.count(person.owner) for one in all_holdings()}
    assert (left["episodes"], left["inbox"], left["devices"], left["audit"]) == (0, 0, 0, 0)


def test_erasing_asks_as_many_questions_for_much_as_for_little(
    person, device, django_assert_max_num_queries
):
    for _ in range(3):
        batches.work(batches.accept(person, device, *[batches.episode(person)] * 20))
    decisions.withdraw(person, "bookings")
    with django_assert_max_num_queries(62):
        carried(person)
    assert Episode.objects.count() == 0


def test_an_interrupted_rewrite_of_an_erased_epoch_is_no_obstacle(person, stored, monkeypatch):
    from training import take_back

    with monkeypatch.context() as patch:
        patch.setattr(store, "_end_keys", lambda *_: None)
        take_back.delete_all(person.owner)
    decisions.withdraw(person, "bookings")
    for erasure in run.unfinished():
        run.advance(erasure)
    store.finish_rewrites()
    for _ in range(2):
        with clock.shifted(2 * MINUTE):
            for erasure in run.unfinished():
                run.advance(erasure)
    assert not run.unfinished()
    assert WeekKey.objects.count() == 0


def test_a_claimed_batch_of_an_erased_epoch_stores_nothing(person, stored):
    batch = inbox.claim(InboxBatch.objects.get().pk)
    decisions.withdraw(person, "bookings")
    carried(person)
    from redaction import pipeline

    pipeline.process(batch)
    assert Episode.objects.count() == 0
    assert connection.in_atomic_block is False
