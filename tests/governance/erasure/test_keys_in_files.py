"""No certificate is signed while a destroyed key can be read in a file of the key store."""

import json
from datetime import timedelta

from django.db import connections

from governance import clock
from governance.consent import decisions
from governance.erasure import run, tasks
from governance.erasure.certificate import NOT_COVERED
from governance.erasure.models import Erasure, ErasureState
from governance.keys import pressing, ring
from governance.keys.models import WeekKey
from governance.signing import decode
from tests.governance.keys.key_files import a_reader, lies_in_files
from tests.redaction import batches
from training.models import Episode

MINUTE = timedelta(seconds=61)


def test_the_certificate_waits_for_a_reader(person, device):
    batches.work(batches.accept(person, device))
    wrapped = bytes(WeekKey.objects.get(pk=Episode.objects.get().key).wrapped)
    with a_reader():
        decisions.withdraw(person, "bookings")
        run.advance(Erasure.objects.get().pk)
        with clock.shifted(MINUTE):
            assert run.advance(Erasure.objects.get().pk) == ErasureState.ROWS_GONE
    with clock.shifted(MINUTE):
        assert run.advance(Erasure.objects.get().pk) == ErasureState.DONE
    assert not lies_in_files(wrapped)


def test_where_the_key_store_has_a_log_that_nobody_presses_the_certificate_says_so(person, device):
    batches.work(batches.accept(person, device))
    decisions.withdraw(person, "bookings")
    erasure = Erasure.objects.get()
    run.advance(erasure.pk)
    with clock.shifted(MINUTE):
        run.advance(erasure.pk)
    erasure.refresh_from_db()
    said = json.loads(decode(erasure.certificate["payload"]))["not_covered"]
    assert (pressing.LEFT in said) == (connections["keys"].vendor == "postgresql")
    assert set(said) <= set(NOT_COVERED)


def test_the_next_sweep_presses_what_went_without_an_erasure(person, device):
    batches.work(batches.accept(person, device))
    key = WeekKey.objects.get(pk=Episode.objects.get().key)
    wrapped = bytes(key.wrapped)
    ring.renew(ring.place_of(key))
    ring.destroy_retired([key.pk])
    tasks.sweep()
    assert not lies_in_files(wrapped)
