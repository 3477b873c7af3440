"""Uploads: one look always, the same bytes until they are kept, nothing after consent ended."""

import json
import secrets
from uuid import uuid4

import pytest

from capture.agent import uploader
from capture.agent.uploader import DeviceEnded, backoff
from capture.protocol.codes import Code
from capture.protocol.messages import Act, EpochRef
from tests.capture.agent.whole import whole
from tests.capture.protocol.making import episode, grant

ONE = EpochRef(purpose="bookings", epoch="epoch-one")


@pytest.fixture
def one(tmp_path):
    second = grant(purpose="letters", name="Letters", epoch="epoch-two")
    made = whole(tmp_path / "state", grant(), second)
    made.agent.wait_once()
    yield made
    made.agent.close()


def letter(text):
    return episode(text, purpose="letters", epoch="epoch-two")


def test_what_was_recorded_is_stored_once_and_leaves_the_spool(one):
    one.recorder.record(episode("a"))
    one.recorder.record(episode("b"))
    one.agent.upload_once()
    assert one.server.texts() == ["a", "b"]
    assert one.agent.spool.rows() == []
    one.agent.upload_once()
    assert one.server.texts() == ["a", "b"]
    assert one.server.sequence_numbers() == [1, 0]


def test_an_empty_slot_looks_like_a_full_one(one):
    one.agent.upload_once()
    one.recorder.record(episode("a"))
    one.agent.upload_once()
    assert [len(body) for body in one.server.uploads] == [16_384, 16_384]
    assert set(json.loads(one.server.uploads[0])) == set(json.loads(one.server.uploads[1]))


def test_a_backlog_drains_in_steps_of_one_size(one):
    texts = [secrets.token_hex(600) for _ in range(60)]
    for text in texts:
        one.recorder.record(episode(text))
    while one.agent.spool.rows():
        one.agent.upload_once()
    assert one.server.texts() == texts
    assert {len(body) for body in one.server.uploads} == {16_384}
    assert len(one.server.uploads) > 2


def test_each_batch_serves_one_purpose(one):
    for text in ("a", "b"):
        one.recorder.record(episode(text))
        one.recorder.record(letter(text.upper()))
    one.agent.upload_once()
    one.agent.upload_once()
    assert one.server.texts() == ["a", "b", "A", "B"]


def test_the_same_bytes_are_sent_until_the_server_has_them(one):
    one.recorder.record(episode("a"))
    one.server.lose_answers = True
    one.agent.upload_once()
    one.recorder.record(episode("b"))
    one.agent.upload_once()
    one.server.lose_answers = False
    one.agent.upload_once()
    first, second, third = one.server.uploads
    assert first == second == third
    one.agent.upload_once()
    assert one.server.texts() == ["a", "b"]


def test_the_same_bytes_also_after_a_restart(one):
    one.recorder.record(episode("a"))
    one.server.lose_answers = True
    one.agent.upload_once()
    one.agent.close()
    fresh = one.again()
    one.server.lose_answers = False
    fresh.agent.upload_once()
    assert one.server.uploads[0] == one.server.uploads[1]
    assert (one.server.texts(), fresh.agent.spool.rows()) == (["a"], [])
    fresh.agent.close()


def test_what_is_deleted_while_its_batch_is_on_its_way_is_not_sent_again(one):
    kept, deleted = episode("kept"), episode("deleted")
    one.recorder.record(kept)
    one.recorder.record(deleted)
    one.server.down = True
    one.agent.upload_once()
    one.server.down = False
    assert one.agent.delete(frozenset({deleted.id})) == 1
    one.agent.upload_once()
    one.agent.upload_once()
    assert one.server.texts() == ["kept"]
    assert one.server.sequence_numbers() == [0, 1]


def test_a_deletion_after_a_lost_answer_stores_nothing_twice(one):
    kept, deleted = episode("kept"), episode("deleted")
    one.recorder.record(kept)
    one.recorder.record(deleted)
    one.server.lose_answers = True
    one.agent.upload_once()
    one.server.lose_answers = False
    one.agent.delete(frozenset({deleted.id}))
    one.recorder.record(episode("later"))
    for _ in range(3):
        one.agent.upload_once()
    assert one.server.texts() == ["kept", "deleted", "later"]
    assert one.agent.spool.rows() == []


def test_consent_that_ended_erases_its_rows_and_spares_the_others(one):
    one.recorder.record(episode("a"))
    one.recorder.record(letter("b"))
    one.server.dead.add("epoch-one")
    one.agent.upload_once()
    assert [row.episode.purpose for row in one.agent.spool.rows()] == ["letters"]
    assert one.allowed() == ("letters",)
    one.agent.upload_once()
    one.agent.upload_once()
    assert one.server.texts() == ["b"]
    one.agent.wait_once()
    assert one.server.waits[-1].stopped == (ONE,)
    one.agent.wait_once()
    assert one.server.waits[-1].stopped == ()


def test_an_episode_that_closes_after_consent_ended_is_not_kept(one):
    one.server.grants = one.server.grants[1:]
    one.agent.wait_once()
    one.recorder.record(episode("late"))
    assert one.agent.spool.rows() == []


def test_the_server_orders_rows_erased(one):
    one.recorder.record(episode("a"))
    one.server.grants, one.server.state = (), {"erase": (ONE,)}
    one.agent.wait_once()
    assert one.agent.spool.refs() == ()
    one.server.state = {}
    one.agent.wait_once()
    assert one.server.waits[-1].stopped == (ONE,)


def test_withdrawing_here_erases_at_once_even_without_the_server(one):
    one.recorder.record(episode("a"))
    one.recorder.record(letter("b"))
    one.server.down = True
    one.agent.withdraw("bookings")
    assert [row.episode.purpose for row in one.agent.spool.rows()] == ["letters"]
    assert one.allowed() == ("letters",)
    one.server.down = False
    one.agent.wait_once()  # a lease that the server signed before it heard
    assert one.allowed() == ("letters",)
    one.agent.run_errands()
    assert [(call.act, call.purpose) for call in one.server.narrowed] == [
        (Act.WITHDRAW, "bookings")
    ]
    one.agent.wait_once()
    assert one.allowed() == ("letters",)


def test_withdrawing_without_ever_having_had_a_lease_holds_until_the_server_knows(tmp_path):
    one = whole(tmp_path / "other", grant())
    one.agent.withdraw(None)
    one.agent.wait_once()
    assert one.allowed() == ()
    one.agent.close()


def test_forgetting_here_erases_and_tells_the_server(one):
    one.recorder.record(episode("a"))
    one.agent.forget(10)
    assert one.agent.spool.rows() == []
    one.agent.run_errands()
    assert [(c.act, c.minutes) for c in one.server.narrowed] == [(Act.FORGET, 10)]


def test_an_order_to_forget_is_carried_out_once(one):
    one.recorder.record(episode("a"))
    one.recorder.record(letter("b"))
    order = {"id": uuid4(), "minutes": 10, "application": "Sheets", "site": None}
    one.server.state = {"forget": (order,), "digest": "e"}
    one.agent.wait_once()
    assert one.agent.spool.rows() == []
    assert one.server.waits[-1].seen == "d"
    one.recorder.record(episode("after"))
    one.agent.wait_once()
    assert one.server.waits[-1].seen == "e"  # which tells the server that it was carried out
    assert len(one.agent.spool.rows()) == 1


def test_an_order_that_arrives_late_still_takes_what_was_recorded_before_it(one):
    one.recorder.record(letter("old"))
    one.recorder.record(episode("old"))
    one.clock.advance(40 * 60)
    order = {"id": uuid4(), "minutes": 10, "application": None, "site": None}
    one.server.state = {"forget": (order,)}
    one.agent.wait_once()
    assert one.agent.spool.rows() == []


def test_an_order_to_forget_spares_what_it_does_not_mean(one):
    one.recorder.record(episode("a"))
    order = {"id": uuid4(), "minutes": None, "application": "Other", "site": None}
    one.server.state = {"forget": (order,)}
    one.agent.wait_once()
    assert len(one.agent.spool.rows()) == 1


def test_a_server_that_says_when_is_obeyed(one):
    one.server.refuse_next = (Code.TOO_MANY_WAITING, {"Retry-After": "17"})
    one.agent.upload_once()
    assert one.agent.uploader.due_in() == 17


def test_slots_are_fixed_whether_or_not_there_is_something(one):
    one.clock.advance(one.agent.uploader.due_in())
    begun = one.clock.boottime()
    for _ in range(3):
        one.agent.upload_once()
        assert one.agent.uploader.due_in() == pytest.approx(10)
        one.recorder.record(episode("a"))
        one.clock.advance(one.agent.uploader.due_in())
    assert one.clock.boottime() - begun == pytest.approx(30)


def test_backing_off_is_spread_and_has_a_limit():
    waits = [backoff(3) for _ in range(200)]
    assert 0 <= min(waits) < 10
    assert 30 < max(waits) <= uploader.BACKOFF_FIRST * 8
    assert all(backoff(1000) <= uploader.BACKOFF_MOST for _ in range(100))


def test_a_gap_is_mended_from_the_servers_mark(one):
    one.recorder.record(episode("a"))
    one.agent.upload_once()
    one.recorder.record(episode("b"))
    one.server.mark = 0  # it was restored from a backup
    for _ in range(3):
        one.agent.upload_once()
    assert one.server.texts() == ["a", "b"]


def test_a_spool_that_was_lost_does_not_lose_what_comes_after(one):
    one.recorder.record(episode("a"))
    one.agent.upload_once()
    one.agent.close()
    for file in one.folder.path.glob("spool.sqlite3*"):
        file.unlink()
    fresh = one.again()
    fresh.agent.wait_once()
    fresh.recorder.record(episode("b"))
    fresh.agent.upload_once()
    assert fresh.server.texts() == ["a", "b"]
    fresh.agent.close()


@pytest.mark.parametrize("code", [Code.DEVICE_REVOKED, Code.DEVICE_UNKNOWN, Code.COUNTER_REUSED])
def test_a_device_that_the_server_ends_records_nothing_and_keeps_nothing(one, code):
    one.recorder.record(episode("a"))
    one.server.refuse_next = (code, {})
    with pytest.raises(DeviceEnded) as caught:
        one.agent.upload_once()
    one.agent.end(caught.value.code)
    assert (one.allowed(), one.agent.spool.rows(), one.destroyed) == ((), [], [True])
    assert "no longer enrolled" in one.sign.shown[-1].sentence


def test_an_episode_too_large_for_any_batch_is_dropped_and_the_next_goes_out(one):
    actions = episode().actions[1:] * 1
    huge = tuple(
        actions[0].model_copy(
            update={"text": "".join(chr(0x4E00 + secrets.randbelow(20_000)) for _ in range(4000))}
        )
        for _ in range(25)
    )
    one.recorder.record(episode(actions=huge))
    one.recorder.record(episode("small"))
    for _ in range(3):
        one.agent.upload_once()
    assert one.agent.spool.rows() == []
    assert "small" in one.server.texts()
