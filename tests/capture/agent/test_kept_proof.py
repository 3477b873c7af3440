"""What the person keeps: leases of thirty days, withdrawals of twelve months, conflicts."""

import json
import shutil
import stat
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capture.agent.identity import NotEnrolled
from capture.agent.kept_leases import KeptLeases
from capture.agent.state_folder import StateFolder
from capture.agent.uploader import DeviceEnded
from capture.agent.withdrawals import Withdrawal
from capture.protocol.codes import Code
from capture.protocol.decoding import decode
from capture.protocol.encoding import b64
from capture.protocol.envelope import open_envelope, seal_envelope
from capture.protocol.keys import key_id, thumbprint
from capture.protocol.lease import Doubt
from capture.protocol.messages import Envelope, EpochRef
from tests.capture.agent.forging import doubted
from tests.capture.agent.test_forged_leases import fork
from tests.capture.agent.whole import enrol, whole
from tests.capture.protocol.making import episode, grant

ONE = EpochRef(purpose="bookings", epoch="epoch-one")


@pytest.fixture
def one(tmp_path):
    made = whole(tmp_path / "state", grant())
    made.agent.wait_once()
    yield made
    made.agent.close()


def files(one):
    return sorted((one.folder.path / "leases").iterdir())


# leases


def test_a_lease_is_kept_before_it_counts_and_opens_with_the_servers_key(one):
    kept = one.agent.leases.newest()
    assert kept.lease == one.agent.keeper.current()
    key = one.server.lease_key.public_key()
    assert open_envelope(kept.envelope, "sayso-lease/2", key) == kept.envelope.payload
    assert {stat.S_IMODE(file.stat().st_mode) for file in files(one)} == {0o600}
    assert stat.S_IMODE(files(one)[0].parent.stat().st_mode) == 0o700


def test_a_refused_lease_is_not_kept_as_one_that_counted(one):
    before = one.agent.leases.newest().lease.number
    fork(one)
    assert doubted(one) is Doubt.FORK
    assert one.agent.leases.newest().lease.number == before


def test_all_leases_of_some_hours_are_given_out_in_order_and_by_time(one):
    for _time in range(5):
        one.clock.advance(20 * 60)
        one.agent.wait_once()
    numbers = [json.loads(one.payload)["number"] for one in one.agent.leases.all()]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert len(files(one)) == 2
    third = one.clock.wall() - timedelta(minutes=50)
    assert one.agent.leases.newest(third).lease.number == 3
    assert one.agent.leases.newest(one.clock.wall() - timedelta(days=1)) is None


def test_after_a_restart_leases_go_into_a_new_file_and_all_can_be_read(one):
    one.agent.close()
    again = one.again()
    again.agent.wait_once()
    assert len(files(one)) == 2
    assert [json.loads(e.payload)["number"] for e in again.agent.leases.all()] == [1, 2]
    again.agent.close()


def test_a_tail_torn_off_at_any_byte_takes_the_last_lease_alone(one):
    for _time in range(2):
        one.agent.wait_once()
    (path,) = files(one)
    whole_file = path.read_bytes()
    leases = one.agent.leases
    # a flush ends in a block without content, of up to seven bytes: without those it may be whole
    flush = len(whole_file) - 16
    early, late = set(), set()
    for length in (*range(0, flush, 41), *range(flush, len(whole_file))):
        path.write_bytes(whole_file[:length])
        found = list(leases.all())
        (early if length < flush else late).add(len(found))
        assert [json.loads(e.payload)["number"] for e in found] == [1, 2, 3][: len(found)]
    assert early == {0, 1, 2}
    assert late <= {2, 3}
    path.write_bytes(whole_file[:-40] + b"\xff" * 40)
    assert len(list(leases.all())) in (2, 3)


def test_leases_older_than_thirty_days_go(one):
    first = files(one)[0]
    one.clock.advance(29 * 86_400)
    one.agent.wait_once()
    assert first.exists()
    one.clock.advance(2 * 86_400)
    one.agent.wait_once()
    assert not first.exists()
    assert len(files(one)) == 2


def test_leases_of_an_hour_share_what_they_have_in_common(one):
    alone = files(one)[0].stat().st_size
    for _time in range(60):
        one.clock.advance(45)
        one.agent.wait_once()
    more = sum(file.stat().st_size for file in files(one)) - alone
    assert more / 60 < alone / 2


# withdrawals


def test_a_withdrawal_here_is_signed_by_this_device_before_the_server_knows(one):
    one.server.down = True
    size = one.agent.log.size
    one.agent.withdraw("bookings")
    ((envelope, said),) = one.agent.withdrawals.all()
    public = one.server.device_key
    assert decode(Withdrawal, open_envelope(envelope, "sayso-withdrawal/1", public)) == said
    assert (said.purpose, said.epoch, said.log_size) == ("bookings", "epoch-one", size)
    assert (said.at, said.device) == (one.clock.wall(), one.server.device)
    assert said.public == public.public_bytes_raw()
    assert one.agent.leases.newest().lease.thumbprint == thumbprint(public)
    assert one.allowed() == ()


def test_a_withdrawal_without_a_lease_names_what_was_permitted_last(one):
    one.server.down = True
    one.clock.advance(61)
    assert one.agent.keeper.current() is None
    one.agent.withdraw(None)
    assert [said.epoch for _e, said in one.agent.withdrawals.all()] == ["epoch-one"]
    assert one.agent.permission.withdrawn("bookings", "epoch-one")


def test_no_lease_brings_back_what_was_withdrawn_here(one):
    one.agent.withdraw("bookings")
    one.agent.run_errands()
    one.agent.wait_once()  # the server goes on, with a lease that proves itself
    assert one.agent.keeper.current() is not None
    assert one.allowed() == ()
    one.agent.close()
    again = one.again()
    again.agent.wait_once()
    assert again.allowed() == ()
    again.agent.close()


def test_withdrawals_are_kept_twelve_months(one):
    one.agent.withdraw("bookings")
    one.clock.advance(364 * 86_400)
    one.agent.withdrawals.add(
        (EpochRef(purpose="bookings", epoch="epoch-two"),), one.clock.wall(), 0
    )
    assert len(one.agent.withdrawals.all()) == 2
    one.clock.advance(2 * 86_400)
    one.agent.withdrawals.add(
        (EpochRef(purpose="bookings", epoch="epoch-three"),), one.clock.wall(), 0
    )
    assert [said.epoch for _e, said in one.agent.withdrawals.all()] == ["epoch-two", "epoch-three"]


def test_a_damaged_file_keeps_nobody_from_withdrawing(one):
    one.folder.write("withdrawals.json", b"{")
    one.agent.withdraw("bookings")
    assert len(one.agent.withdrawals.all()) == 1


# keys that follow others


def successor(use, old, new, **changes):
    public = new.public_key()
    said = {
        "type": "sayso-successor/1",
        "use": use,
        "key": key_id(public),
        "public": b64(public.public_bytes_raw()),
        "born": "2026-11-24",
        "starts": "2026-12-01T00:00:00Z",
        **changes,
    }
    raw = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    return seal_envelope("sayso-successor/1", raw, old, key_id(old.public_key()))


def new_key():
    return Ed25519PrivateKey.generate()


def test_a_lease_key_that_the_old_one_named_counts_and_is_remembered(one):
    old, middle, new = one.server.lease_key, new_key(), new_key()
    chain = (successor("lease", old, middle), successor("lease", middle, new))
    one.server.state = {"successors": chain}
    one.agent.wait_once()
    one.server.state, one.server.lease_key = {}, new
    assert doubted(one) is None
    assert one.allowed() == ("bookings",)
    one.agent.close()
    again = one.again()
    assert doubted(again) is None
    assert again.allowed() == ("bookings",)
    again.agent.close()


def test_a_log_key_that_the_old_one_named_counts(one):
    old, new = one.server.log.private, new_key()
    one.server.state = {"successors": (successor("log", old, new),)}
    one.agent.wait_once()
    one.server.state, one.server.log.private = {}, new
    assert doubted(one) is None
    assert one.allowed() == ("bookings",)


@pytest.mark.parametrize("wrong", ["stranger", "other use", "other key", "changed"])
def test_a_key_that_no_trusted_key_of_its_use_named_does_not_count(one, wrong):
    lease, log, new = one.server.lease_key, one.server.log.private, new_key()
    told = {
        "stranger": lambda: successor("log", new_key(), new),
        "other use": lambda: successor("log", lease, new),
        "other key": lambda: successor("log", log, new, key=key_id(new_key().public_key())),
        "changed": lambda: _changed(successor("log", log, new)),
    }[wrong]()
    one.server.state = {"successors": (told,)}
    one.agent.wait_once()
    one.server.state, one.server.log.private = {}, new
    assert doubted(one) is Doubt.CHECKPOINT
    assert one.folder.read("successors.json") is None


def _changed(envelope: Envelope) -> Envelope:
    payload = envelope.payload.replace(b"2026-11-24", b"2026-11-25")
    return envelope.model_copy(update={"payload": payload})


# a disk image of last week


def test_a_disk_image_restored_after_a_withdrawal_sends_nothing_and_ends_the_device(one, tmp_path):
    one.recorder.record(episode("typed last week"))
    shutil.copytree(one.folder.path, tmp_path / "image")
    one.agent.withdraw("bookings")
    one.agent.run_errands()
    one.server.dead.add("epoch-one")
    one.server.grants, one.server.state = (), {"erase": (ONE,)}
    one.agent.wait_once()
    restored = one.again(StateFolder(tmp_path / "image"))
    assert [row.episode.actions[1].text for row in restored.agent.spool.rows()] == [
        "typed last week"
    ]
    assert restored.allowed() == ()  # the old lease is no lease: it answers no question of today
    for step in (restored.agent.wait_once, restored.agent.upload_once):
        with pytest.raises(DeviceEnded) as caught:
            step()
        assert caught.value.code in (Code.COUNTER_REUSED, Code.DEVICE_REVOKED)
    restored.agent.end(caught.value.code)
    assert restored.agent.spool.rows() == []
    assert restored.destroyed == [True]
    assert one.server.texts() == []
    restored.agent.close()


def test_a_disk_image_whose_counter_happens_to_fit_sends_nothing_of_a_dead_epoch(one, tmp_path):
    """As after a server that was restored too: the epoch alone decides."""
    one.recorder.record(episode("typed last week"))
    counter = one.server.counter
    shutil.copytree(one.folder.path, tmp_path / "image")
    one.agent.withdraw("bookings")
    one.agent.run_errands()
    one.server.dead.add("epoch-one")
    one.server.grants = (grant(epoch="epoch-two"),)
    one.server.counter = counter
    restored = one.again(StateFolder(tmp_path / "image"))
    restored.agent.wait_once()  # another stretch of consent, and the log goes on from the old one
    assert restored.agent.keeper.current().grants[0].epoch == "epoch-two"
    restored.agent.upload_once()  # refused: consent ended; the rows go
    assert restored.agent.spool.rows() == []
    for _time in range(3):
        restored.agent.upload_once()
    assert one.server.texts() == []
    assert restored.agent.permission.withdrawn("bookings", "epoch-one")
    restored.agent.close()


def test_old_leases_and_an_old_checkpoint_in_an_image_give_nothing(one, tmp_path):
    shutil.copytree(one.folder.path, tmp_path / "image")
    old = one.agent.leases.newest().envelope
    counter = one.server.counter
    for _time in range(3):
        one.agent.wait_once()
    one.server.counter = counter
    restored = one.again(StateFolder(tmp_path / "image"))
    one.server.change_lease = lambda _envelope: old
    assert doubted(restored) is None  # no doubt of the log: it answers another question
    assert restored.allowed() == ()
    one.server.change_lease = lambda envelope: envelope
    assert doubted(restored) is None
    assert restored.allowed() == ("bookings",)
    restored.agent.close()


def test_a_conflict_is_kept_over_a_new_enrolment_which_ends_it(one):
    fork(one)
    assert doubted(one) is Doubt.FORK
    one.agent.close()
    one.server.change_lease = lambda envelope: envelope
    one.server.device_key, one.server.counter, one.server.number = None, 1, 0
    one.server.device = uuid4()
    one.folder.remove("checkpoint")
    enrol(one.folder, one.server, one.clock)
    again = one.again()
    assert again.agent.log.lasting is None
    assert doubted(again) is None
    assert [conflict.doubt for conflict in again.agent.log.conflicts] == [Doubt.FORK]
    again.agent.close()


def test_a_damaged_checkpoint_counts_as_not_enrolled_since_no_lease_could_be_checked(one):
    one.agent.close()
    for damaged in (b"", b"\xff", b"small.example/sayso-log\n1\n"):
        one.folder.write("checkpoint", damaged)
        with pytest.raises(NotEnrolled):
            one.again()


def test_a_damaged_list_of_conflicts_hides_no_roll_back(one):
    one.agent.wait_once()
    one.agent.close()
    one.folder.write("conflicts.json", b"{")
    one.server.log.entries.clear()
    again = one.again()
    assert doubted(again) is Doubt.ROLLED_BACK
    again.agent.close()


def test_a_device_that_was_told_of_no_log_is_not_enrolled(one):
    one.agent.close()
    told = json.loads(one.folder.read("enrolled.json"))
    del told["enrolled"]["log"]
    one.folder.write("enrolled.json", json.dumps(told).encode())
    with pytest.raises(NotEnrolled):
        one.again()


def test_an_empty_folder_has_no_lease(tmp_path):
    kept = KeptLeases(StateFolder(tmp_path / "state"))
    assert (list(kept.all()), kept.newest()) == ([], None)
    kept.close()
