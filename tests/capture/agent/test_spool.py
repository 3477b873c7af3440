"""The spool: unreadable without its key, and gone when it is erased."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag

from capture.agent.clock import SetClock
from capture.agent.spool import SPOOL_FILE, Outgoing, Spool, closed_since
from capture.protocol.messages import EpochRef
from tests.capture.protocol.making import episode

MARKER = "zanzibar-4711"
ONE = EpochRef(purpose="bookings", epoch="epoch-one")
TWO = EpochRef(purpose="letters", epoch="epoch-two")


@pytest.fixture
def clock():
    return SetClock(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))


@pytest.fixture
def spool(tmp_path, clock):
    made = Spool(tmp_path, b"m" * 32, clock)
    yield made
    made.close()


def on_disk(folder) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob(f"{SPOOL_FILE}*")))


def two_purposes(spool):
    spool.add(episode(MARKER))
    spool.add(episode("other", purpose=TWO.purpose, epoch=TWO.epoch))


def test_what_was_added_comes_back_in_order_also_after_a_restart(tmp_path, clock, spool):
    episodes = [episode(str(n)) for n in range(5)]
    for one in episodes:
        spool.add(one)
    spool.close()
    again = Spool(tmp_path, b"m" * 32, clock)
    assert [row.episode for row in again.rows()] == episodes
    again.close()


def test_nothing_of_an_episode_is_on_the_disk_in_clear(tmp_path, spool):
    spool.add(episode(MARKER))
    assert MARKER.encode() not in on_disk(tmp_path)
    assert b"Sheets" not in on_disk(tmp_path)


def test_another_key_opens_nothing(tmp_path, clock, spool):
    spool.add(episode(MARKER))
    spool.close()
    other = Spool(tmp_path, b"x" * 32, clock)
    with pytest.raises(InvalidTag):
        other.rows()
    other.close()


def test_a_row_moved_to_another_place_does_not_open(spool):
    two_purposes(spool)
    spool._db.execute("UPDATE episode SET stretch = 2 WHERE stretch = 1")
    with pytest.raises(InvalidTag):
        spool.rows()


def test_erasing_a_stretch_destroys_its_key_and_spares_the_others(tmp_path, spool):
    two_purposes(spool)
    sealed = spool._db.execute("SELECT sealed FROM episode WHERE seq = 1").fetchone()[0]
    wrapped = spool._db.execute("SELECT wrapped FROM stretch WHERE id = 1").fetchone()[0]
    assert sealed in on_disk(tmp_path)
    assert spool.erase(ONE) == 1
    left = on_disk(tmp_path)
    assert sealed not in left
    assert wrapped not in left
    assert [row.episode.purpose for row in spool.rows()] == ["letters"]
    assert spool.refs() == (TWO,)


def test_the_journal_is_empty_after_an_erasure(tmp_path, spool):
    two_purposes(spool)
    spool.erase(ONE)
    assert (tmp_path / f"{SPOOL_FILE}-wal").stat().st_size == 0


def test_a_copy_made_before_opens_nothing_with_the_keys_of_after(tmp_path, clock, spool):
    """A withdrawal, and a deletion of one episode, which makes a new key for what stays."""
    two_purposes(spool)
    stays = episode("stays")
    spool.add(stays)
    old = spool._db.execute("SELECT sealed FROM episode WHERE seq = 1").fetchone()[0]
    gone = spool.rows()[0]
    assert spool.erase_where(lambda row: row == gone) == 1
    assert old not in on_disk(tmp_path)
    assert stays in [row.episode for row in spool.rows()]
    with pytest.raises(InvalidTag):
        spool._opened(1, old, ONE)


def test_erasing_the_last_minutes_counts_the_minute_under_way(spool, clock):
    spool.add(episode("old"))
    clock.advance(11 * 60)
    spool.add(episode("young"))
    clock.advance(9 * 60)
    assert spool.erase_where(closed_since(clock.wall(), 10)) == 1
    assert len(spool.rows()) == 1


def test_over_the_cap_the_oldest_go_and_are_counted(tmp_path, clock):
    spool = Spool(tmp_path, b"m" * 32, clock, cap_bytes=10_000)
    for number in range(20):
        spool.add(episode("x" * 1000 + str(number)))
    left = [row.episode.actions[1].text[1000:] for row in spool.rows()]
    assert left == [str(n) for n in range(20 - len(left), 20)]
    assert 3 < len(left) < 10
    assert spool.dropped() == 20 - len(left)
    spool.close()


def test_after_three_days_rows_go(spool, clock):
    spool.add(episode("old"))
    clock.advance(timedelta(days=3, minutes=1).total_seconds())
    spool.add(episode("young"))
    assert [row.episode.actions[1].text for row in spool.rows()] == ["young"]
    assert spool.dropped() == 1


def test_a_batch_on_its_way_is_remembered_to_the_byte(tmp_path, clock, spool):
    spool.add(episode())
    batch = Outgoing(1, ONE, (str(spool.rows()[0].episode.id),), b"\x00body")
    spool.set_outgoing(batch)
    spool.close()
    again = Spool(tmp_path, b"m" * 32, clock)
    assert again.outgoing() == batch
    again.settle(1)
    assert (again.outgoing(), again.rows(), again.mark()) == (None, [], 1)
    again.close()


def test_an_erasure_takes_its_batch_along(spool):
    two_purposes(spool)
    spool.set_outgoing(Outgoing(1, ONE, (str(spool.rows()[0].episode.id),), b"body"))
    spool.erase(TWO)
    assert spool.outgoing().body == b"body"
    spool.erase(ONE)
    assert spool.outgoing().body == b""


def test_files_and_folder_belong_to_the_person_alone(tmp_path, spool):
    assert (tmp_path / SPOOL_FILE).stat().st_mode & 0o777 == 0o600
