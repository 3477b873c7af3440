"""Killed before any step and run again, an erasure has the end of one that nobody disturbed.

The databases are files, the kill is SIGKILL, and every statement of either database is tried, and
every step at the deletion ledger outside: before it, and in the middle of a line.
"""

import json

import pytest

from tests import migrated
from tests.promises import prepared
from tests.promises.prepared import Prepared


@pytest.fixture(scope="module")
def prepared_once(tmp_path_factory):
    folder = migrated.state_folder(tmp_path_factory, tmp_path_factory.mktemp("killed"))
    with Prepared(folder, prepared.sqlite(folder), "tests.promises.killed") as one:
        one.save()
        yield one


@pytest.fixture
def there(prepared_once):
    return prepared_once.put_back()


def carried_out(there: Prepared, what: str, *flags: str) -> dict:
    there.finish(what, *flags)
    return json.loads((there.folder / "result.json").read_text())


@pytest.mark.parametrize(("what", "keys_left"), [("withdraw", 5), ("everything", 5), ("period", 6)])
def test_killed_at_every_step_an_erasure_has_one_end(there, what, keys_left):
    result = carried_out(there, what)
    assert result["kills"] > 20
    assert result["carried_on"] > 10
    assert result["file"] > 1
    assert result["others"] == []
    end = json.loads(result["end"])
    assert (end["state"], end["counts"]["episodes"], end["left"]["episodes"]) == ("done", 4, 0)
    assert end["others"]["episodes"] == 4
    assert end["recalled"] == [{"purpose": "bookings", "release": 1}]
    assert end["recall"] == {"who": 1, "rows": 4, "all": False}
    assert end["week_keys"] == keys_left
    assert end["ledger"]
    assert end["outside"] == [json.dumps(line) for line in end["ledger"]]


def test_killed_at_every_step_the_refusal_of_a_kind_has_one_end(there):
    result = carried_out(there, "kind")
    assert result["file"] > 1
    assert result["others"] == []
    end = json.loads(result["end"])
    assert (end["state"], end["keys"], end["week_keys"]) == ("done", 1, 6)
    assert '["retired"]' in end["outside"]


def test_a_step_noted_before_it_is_done_is_found(there):
    assert carried_out(there, "withdraw", "--reach-first")["others"]
