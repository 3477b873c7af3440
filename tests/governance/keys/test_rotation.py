"""Keys are born and die in the open: announced by the one before, old signatures stay good."""

import json
from datetime import timedelta
from itertools import pairwise

import pytest

from governance import clock, signing
from governance.audit import checkpoints, key_orders, outside, sequencer, verifying
from governance.audit.acts import Act
from governance.audit.models import AuditCheckpoint, AuditEntry, AuditTree
from governance.audit.sequencing import look_after_keys
from governance.keys import rotation, signers
from governance.keys.models import SigningKey
from governance.signing import Use
from tests.governance.audit.log_kit import own_log, write

__all__ = ["own_log"]


@pytest.fixture
def later(monkeypatch):
    """Let time pass: days after which every copy in memory has ended too."""
    real = clock.now

    def pass_(**spans):
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(**spans))
        signers.forget()

    return pass_


def test_the_old_key_signs_for_the_overlap_and_announces_the_new_one(both, later):
    old = signers.current_id(Use.LEASE)
    new = rotation.rotate(Use.LEASE)
    assert signers.sign(Use.LEASE, "sayso-test/1", b"{}").key == old
    [said] = signers.successors([Use.LEASE, Use.LOG])
    payload = json.loads(
        signing.check(signers.public_keys(Use.LEASE)[old], said, "sayso-successor/1")
    )
    assert said.key == old
    assert payload == {
        "type": "sayso-successor/1",
        "use": "lease",
        "key": new.id,
        "public": signing.encode(bytes(new.public)),
        "born": clock.today().isoformat(),
        "starts": new.starts.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    later(days=15)
    assert signers.sign(Use.LEASE, "sayso-test/1", b"{}").key == new.id


def test_what_the_old_key_signed_stays_verifiable_and_its_private_half_ends(both, later):
    signed = signers.sign(Use.RECEIPT, "sayso-test/1", b"{}")
    rotation.rotate(Use.RECEIPT)
    later(days=15)
    rotation.retire_replaced()
    row = SigningKey.objects.get(pk=signed.key)
    assert bytes(row.wrapped) == b""
    assert row.retired == clock.today()
    signing.check(signers.public_keys(Use.RECEIPT)[signed.key], signed, "sayso-test/1")


def test_a_rotation_by_another_process_is_picked_up_when_the_copy_ends(both, later):
    signers.sign(Use.LEASE, "sayso-test/1", b"{}")
    new = rotation.lost(Use.LEASE)  # forgets in its own process alone, as `later` does here
    assert signers.sign(Use.LEASE, "sayso-test/1", b"{}").key == new.id


def test_one_key_at_a_time_is_announced(both):
    rotation.rotate(Use.LEASE)
    with pytest.raises(rotation.RotationUnderWay):
        rotation.rotate(Use.LEASE)


def test_the_key_that_signs_is_not_retired(both):
    with pytest.raises(rotation.KeyInUse):
        rotation.retire(signers.current_id(Use.LEASE))
    announced = rotation.rotate(Use.LEASE)
    rotation.retire(announced.id)
    with pytest.raises(rotation.KeyUnknown):
        rotation.retire(announced.id)


def test_a_chain_of_four_is_told(both, later):
    for n in range(6):
        later(days=20 * n)
        rotation.rotate(Use.LEASE)
    told = signers.successors([Use.LEASE])
    assert len(told) == 4
    for before, after in pairwise(told):
        assert json.loads(before.payload)["key"] == after.key


def test_a_lost_key_is_replaced_at_once_and_says_nothing_of_the_next(both):
    old = signers.sign(Use.LEASE, "sayso-test/1", b"{}").key
    announced = rotation.rotate(Use.LEASE)
    new = rotation.lost(Use.LEASE)
    assert signers.sign(Use.LEASE, "sayso-test/1", b"{}").key == new.id
    assert new.statement is None
    ended = SigningKey.objects.filter(pk__in=[old, announced.id], lost=True)
    assert [bytes(row.wrapped) for row in ended] == [b"", b""]


def test_births_and_deaths_are_entries_once_each_without_anything_of_a_person(own_log, later):
    old = signers.current_id(Use.LEASE)
    rotation.lost(Use.LEASE)
    for _ in range(3):
        look_after_keys()
    found = AuditEntry.objects.filter(subject__startswith="lease:")
    assert sorted((e.act, e.subject) for e in found) == sorted(
        [
            *((Act.KEY_BORN, f"lease:{key}") for key in signers.public_keys(Use.LEASE)),
            (Act.KEY_DIED, f"lease:{old}:lost"),
        ]
    )
    SigningKey.objects.update(birth_entered=False, death_entered=False)  # killed before the mark
    look_after_keys()
    assert found.all().count() == 3  # asked anew


def test_checkpoints_are_signed_by_both_keys_of_the_log_while_they_overlap(own_log, later):
    write(1)
    old = signers.current_id(Use.LOG)
    number = key_orders.place("rotate")
    look_after_keys()
    new = key_orders.answer(number)
    sequencer.run()
    note = outside.newest()
    assert note.count("\u2014") == 2
    for key_id in (old, new):  # who knows one of them alone reads it too
        SigningKey.objects.exclude(pk=key_id).filter(use=Use.LOG).update(use="test")
        assert checkpoints.read(note).size == AuditTree.objects.get().size
        SigningKey.objects.filter(use="test").update(use=Use.LOG)
    later(days=15)
    look_after_keys()
    write(1)
    sequencer.run()
    assert outside.newest().count("\u2014") == 1
    assert signers.current_id(Use.LOG) == new
    assert verifying.check() == []


def test_after_its_key_was_lost_the_log_goes_on_under_a_new_name_and_nothing_is_forgotten(own_log):
    write(3)
    look_after_keys()
    sequencer.run()
    before = AuditTree.objects.get()
    number = key_orders.place("lost")
    look_after_keys()
    write(2)
    sequencer.run()
    now = AuditTree.objects.get()
    assert "/key-lost-" in now.origin
    assert now.size > before.size
    assert key_orders.answer(number) == signers.current_id(Use.LOG)
    newest = AuditCheckpoint.objects.order_by("-size")[0]
    assert checkpoints.read(newest.note).origin == now.origin
    assert [*own_log.glob("checkpoints.before-key-loss-*.jsonl")]
    assert verifying.check() == []


def test_an_order_that_cannot_be_carried_out_is_answered_by_its_reason(own_log):
    number = key_orders.place("retire", signers.current_id(Use.LOG))
    look_after_keys()
    assert key_orders.answer(number) == "key-in-use"
