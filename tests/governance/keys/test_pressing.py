"""A destroyed key is in no file of the key store once settling says so."""

import uuid
from contextlib import closing

import pytest
from django.db import connections, transaction

from governance.keys import pressing, rewrap, ring, rotation, signers
from governance.keys.models import PersonKey, SigningKey, WeekKey
from governance.signing import Use
from tests.governance.keys.key_files import a_reader, asked, lies_in_files

pytestmark = pytest.mark.usefixtures("lasting")
on_postgres = pytest.mark.skipif(
    connections["keys"].vendor != "postgresql", reason="what PostgreSQL alone does"
)


def week_keys(owner: str, weeks: int) -> list[bytes]:
    """Make keys; return them as they lie wrapped, in the order of their making."""
    epoch = uuid.uuid4()
    places = [ring.Place(owner, "bookings", epoch, f"2026-W{n:02}") for n in range(10, 10 + weeks)]
    ids = [ring.week_key(place) for place in places]
    return [bytes(WeekKey.objects.get(pk=one).wrapped) for one in ids]


@pytest.mark.parametrize("at", [0, 4, 9], ids=["first", "middle", "last"])
def test_no_file_has_a_destroyed_key_and_those_beside_it_still_open(at):
    beside = ring.week_key(ring.Place("c" * 64, "bookings", uuid.uuid4(), "2026-W48"))
    made = [week_keys(("b" if n == at else "a") * 64, 1)[0] for n in range(10)]
    assert lies_in_files(made[at])  # what is searched for could be found
    ring.destroy("b" * 64)
    assert ring.settle()
    assert not lies_in_files(made[at])
    assert ring.key(beside)


def test_neither_a_persons_key_nor_a_signing_key_is_left_after_its_end():
    ring.person_seal("a" * 64, b"something", "it")
    signers.signing_row(Use.RECEIPT)
    gone = [bytes(PersonKey.objects.get().wrapped), bytes(SigningKey.objects.get().wrapped)]
    assert ring.settle()
    ring.destroy_person("a" * 64)
    assert ring.settle()
    assert [lies_in_files(one) for one in gone] == [False, True]
    rotation.lost(Use.RECEIPT)
    assert ring.settle()
    assert [lies_in_files(one) for one in gone] == [False, False]


def test_what_was_wrapped_anew_does_not_lie_there_as_it_was():
    before = week_keys("a" * 64, 3)
    assert ring.settle()
    rewrap.begin()
    assert rewrap.run() >= 3
    assert not any(lies_in_files(one) for one in before)


def test_with_a_reader_elsewhere_it_says_no_until_the_reader_ends():
    wrapped = week_keys("a" * 64, 3)[2]
    with a_reader():
        ring.destroy("a" * 64)
        assert not ring.settle()
    assert ring.settle()
    assert not lies_in_files(wrapped)


def test_inside_a_transaction_nothing_is_pressed():
    with transaction.atomic(using="keys"):
        assert not ring.settle()


@on_postgres
def test_an_account_that_may_not_press_is_told_of_and_nothing_is_certified():
    week_keys("a" * 64, 3)
    ring.destroy("a" * 64)
    assert pressing.complaint() == ""
    role = f"reads_{uuid.uuid4().hex}"
    asked(f"CREATE ROLE {role}")
    try:
        asked(f"GRANT USAGE ON SCHEMA public TO {role}")
        asked(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
        asked(f"SET ROLE {role}")
        assert not ring.settle()
        assert "does not own" in pressing.complaint()
    finally:
        asked("RESET ROLE")
        asked(f"DROP OWNED BY {role}")
        asked(f"DROP ROLE {role}")
    assert ring.settle()


@on_postgres
def test_what_holds_an_old_view_for_long_is_told_of(monkeypatch):
    monkeypatch.setattr(pressing, "LONG", "0 seconds")
    assert pressing.complaint() == ""
    with a_reader():
        assert "old transaction" in pressing.complaint()


@on_postgres
def test_tables_are_not_written_anew_where_no_key_went():
    week_keys("a" * 64, 3)
    assert ring.settle()
    before = asked("SELECT relfilenode FROM pg_class WHERE relname = 'keys_weekkey'")
    assert ring.settle()
    assert asked("SELECT relfilenode FROM pg_class WHERE relname = 'keys_weekkey'") == before
    ring.destroy("a" * 64)
    assert ring.settle()
    assert asked("SELECT relfilenode FROM pg_class WHERE relname = 'keys_weekkey'") != before


@on_postgres
def test_a_writer_in_another_database_of_the_cluster_holds_nothing_up():
    wrapped = week_keys("a" * 64, 3)[2]
    other = connections["keys"].copy()
    other.settings_dict = {**other.settings_dict, "NAME": "postgres"}
    with closing(other), other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_current_xact_id()")
        ring.destroy("a" * 64)
        assert ring.settle()
        cursor.execute("ROLLBACK")
    assert not lies_in_files(wrapped)
