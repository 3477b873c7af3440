"""A PostgreSQL that accepts and never answers holds nobody: the wait for an answer has an end."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.db import ConnectionHandler, OperationalError

from config import databases, env
from config.postgresql import base
from governance.patience import ANSWER
from tests.chaos.proxy import Does, Door

pytestmark = pytest.mark.postgres

ALIAS = "apart"  # no database of the product: nothing else is asked over its connections
SECONDS = 3.0
LONGER = 8.0  # the server ends a statement a fifth sooner: more than a stall of the computer
ENDED = 30.0
"""Seconds in which a wait that has an end has ended, however busy the computer; others never do."""


@pytest.fixture
def door() -> Iterator[Door]:
    url = os.environ.get("SAYSO_TEST_POSTGRES_URL", "")
    if not url:
        pytest.skip("no PostgreSQL: SAYSO_TEST_POSTGRES_URL")
    made = Door(Path(unquote(urlsplit(url).hostname or "")))
    yield made
    made.close()


@pytest.fixture
def handler(door, monkeypatch, django_db_blocker) -> Iterator[ConnectionHandler]:
    """Django's connections through the door, of a process that waits a little."""
    monkeypatch.setenv("BEHIND_THE_DOOR", f"{door.url}?connect_timeout=4")
    monkeypatch.setattr(base, "HEALTH", 0.5)
    described = databases.describe(env.database("BEHIND_THE_DOOR", ""))
    made = ConnectionHandler({"default": {}, ALIAS: {**described, ANSWER: SECONDS}})
    with django_db_blocker.unblock():  # none of the tests' databases is asked
        yield made
        door.turn(Does.PASS)
        made.close_all()
    base._silent.clear()


def ask(handler: ConnectionHandler, what: str = "SELECT 1") -> object:
    with handler[ALIAS].cursor() as cursor:
        cursor.execute(what)
        return cursor.fetchone()[0]


def fails(work: Callable[[], object]) -> float:
    """See that work ends with an error; return after how many seconds."""
    begun = time.monotonic()
    with pytest.raises(OperationalError):
        work()
    took = time.monotonic() - begun
    assert took < ENDED, took
    return took


def test_a_statement_without_an_answer_ends_and_the_next_call_opens_a_new_connection(door, handler):
    first = ask(handler, "SELECT pg_backend_pid()")
    door.turn(Does.SILENT)
    assert fails(lambda: ask(handler)) >= SECONDS
    assert handler[ALIAS].connection.closed
    door.turn(Does.PASS)
    base._silent.clear()
    handler[ALIAS].close_if_unusable_or_obsolete()  # as each request begins
    assert ask(handler, "SELECT pg_backend_pid()") != first


def test_a_commit_without_an_answer_ends_too(door, handler):
    ask(handler)
    handler[ALIAS].set_autocommit(False)
    ask(handler, "SELECT pg_current_xact_id()::text")
    door.turn(Does.SILENT)
    fails(handler[ALIAS].commit)
    assert handler[ALIAS].connection.closed


def test_a_slow_statement_is_ended_by_the_server_and_its_connection_lives(handler):
    handler.settings[ALIAS][ANSWER] = LONGER  # the server hears of the limit and is the sooner one
    pid = ask(handler, "SELECT pg_backend_pid()")
    assert fails(lambda: ask(handler, "SELECT pg_sleep(600)")) >= LONGER / 2
    assert ask(handler, "SELECT pg_backend_pid()") == pid


def test_a_limit_that_the_account_has_already_stays(handler):
    options = handler.settings[ALIAS]["OPTIONS"]
    options["options"] = "-c statement_timeout=30000"
    assert ask(handler, "SHOW statement_timeout") == "30s"


def test_a_database_that_says_nothing_from_the_start_is_an_error_and_then_asked_by_one(
    door, handler, monkeypatch
):
    door.turn(Does.SILENT)
    monkeypatch.setattr(base, "REST", 3600.0)
    assert fails(lambda: ask(handler)) > 1
    came = door.came
    fails(lambda: ask(handler))  # whoever comes now is not held: nobody even knocks
    assert door.came == came == 1
    monkeypatch.setattr(base, "REST", 0.0)
    assert fails(lambda: ask(handler)) > 1
    assert door.came == 2
    door.turn(Does.PASS)
    assert ask(handler) == 1
    assert not base._silent


def test_whether_an_open_connection_lives_is_known_sooner(door, handler):
    handler.settings[ALIAS][ANSWER] = 10 * ENDED
    ask(handler)
    door.turn(Does.SILENT)
    begun = time.monotonic()
    assert not handler[ALIAS].is_usable()
    assert not handler[ALIAS].is_usable()
    assert time.monotonic() - begun < ENDED


def test_a_database_whose_mark_cannot_be_looked_at_is_not_used(handler):
    with handler[ALIAS].cursor() as cursor:
        cursor.execute("CREATE TABLE governance_installation (proof text)")
    try:
        other = ConnectionHandler({"default": handler.settings[ALIAS]})
        with handler[ALIAS].cursor() as cursor:
            cursor.execute("BEGIN; LOCK governance_installation")
            fails(other["default"].ensure_connection)
            assert other["default"].connection is None
            cursor.execute("COMMIT")
        other["default"].ensure_connection()
        other.close_all()
    finally:
        with handler[ALIAS].cursor() as cursor:
            cursor.execute("DROP TABLE governance_installation")


def test_a_process_that_asks_for_no_limit_has_none(handler):
    handler.settings[ALIAS][ANSWER] = None
    assert ask(handler, "SHOW statement_timeout") == "0"
    with closing(handler[ALIAS]):
        assert ask(handler, f"SELECT pg_sleep({SECONDS * 1.5})") == ""
