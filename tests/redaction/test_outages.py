"""What is away or full puts no batch into quarantine: it waits, for however long, and is stored."""

import sqlite3
from datetime import timedelta

import psycopg
import pytest
from django.db import InterfaceError, OperationalError

from governance import clock
from governance.keys.wrapping import WrappingServiceAway
from redaction import inbox, limits, outages, storing
from redaction.models import InboxBatch, InboxState
from tests.redaction import batches
from training.models import Episode

AWAY = {
    "full": psycopg.errors.DiskFull(),
    "shut-down": psycopg.errors.AdminShutdown(),
    "starting": psycopg.errors.CannotConnectNow(),
    "silent": psycopg.OperationalError("no answer within 15 s"),
}
ITS_OWN = {
    "deadlock": psycopg.errors.DeadlockDetected(),
    "memory": psycopg.errors.OutOfMemory(),
    "too-long": psycopg.errors.QueryCanceled(),
}


def as_django_says_it(cause: Exception) -> OperationalError:
    fault = OperationalError()
    fault.__cause__ = cause
    return fault


def test_an_outage_however_long_costs_no_try(person, device, monkeypatch):
    batch = batches.accept(person, device)
    pause = timedelta(0)
    for cause in [*AWAY.values(), *AWAY.values()]:
        with clock.shifted(pause), monkeypatch.context() as patch:

            def breaks(*_arguments, now=cause):
                raise as_django_says_it(now)

            patch.setattr(storing.inbox, "finish", breaks)
            batches.work(batch)
            assert inbox.claim(batch.pk) is None  # it is let rest
        pause += limits.OUTAGE_PAUSE + timedelta(seconds=1)
    batch.refresh_from_db()
    assert (batch.state, batch.attempts) == (InboxState.WAITING, 0)
    assert not Episode.objects.exists()
    with clock.shifted(pause):
        assert inbox.left_behind(10) == [batch.pk]
        batches.work(batch)
    assert (Episode.objects.count(), InboxBatch.objects.count()) == (1, 0)


@pytest.mark.parametrize("name", sorted(AWAY))
def test_it_is_told_by_what_the_database_says(name):
    assert outages.is_one(as_django_says_it(AWAY[name]))


@pytest.mark.parametrize("name", sorted(ITS_OWN))
def test_what_a_batch_can_have_caused_counts_as_a_try(name):
    assert not outages.is_one(as_django_says_it(ITS_OWN[name]))
    assert not outages.is_one(OperationalError())
    assert not outages.is_one(ValueError())


def test_a_key_service_that_is_away_and_a_closed_connection_are_outages_too():
    closed = InterfaceError()
    closed.__cause__ = psycopg.InterfaceError()
    assert outages.is_one(closed)
    assert outages.is_one(WrappingServiceAway())


def test_sqlite_says_that_there_is_no_room(tmp_path):
    with sqlite3.connect(tmp_path / "small.sqlite3") as small:
        small.execute("CREATE TABLE rows (text)")
        small.execute("PRAGMA max_page_count = 3")
        with pytest.raises(sqlite3.OperationalError) as full:
            small.execute("INSERT INTO rows VALUES (?)", ["x" * 100_000])
        with pytest.raises(sqlite3.OperationalError) as wrong:
            small.execute("SELECT nothing FROM nowhere")
    small.close()
    assert outages.is_one(as_django_says_it(full.value))
    assert not outages.is_one(as_django_says_it(wrong.value))
