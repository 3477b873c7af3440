"""A witness's word is kept once it was checked, and a lease's checkpoint needs all of them."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import verify
from capture.protocol.log import read_checkpoint, verifier_key
from governance import clock
from governance.audit import evidence, known, outside, sequencer, witnesses
from governance.audit.models import AuditCheckpoint, AuditCosignature, WitnessWord
from governance.audit.witnesses import WitnessUnreadable
from governance.checks import witnesses_are_readable
from tests.governance.audit.log_kit import own_log, write
from tests.governance.audit.scripted_witness import ScriptedWitness

__all__ = ["own_log"]
HOUR = timedelta(hours=1)


@pytest.fixture
def witness(own_log, settings):
    with ScriptedWitness() as there:
        settings.WITNESSES = f"{there.setting} outside"
        yield there


def grow(count: int = 3) -> AuditCheckpoint:
    write(count)
    sequencer.run()
    return AuditCheckpoint.objects.order_by("-size").first()


def word() -> str:
    return witnesses.words()["witness.example"].word


def test_the_newest_checkpoint_is_cosigned_and_goes_outside(witness, own_log):
    newest = grow()
    witnesses.cosign()
    note = (own_log / outside.COSIGNED).read_text()
    assert note == evidence.newest(24).note
    key = verifier_key(witness.key, 4)
    assert read_checkpoint(note).cosigned_at(key) is not None
    assert (evidence.newest(24).size, word()) == (newest.size, WitnessWord.COSIGNED)
    assert known.of().witnesses == (witness.key,)


def test_what_was_cosigned_within_the_hour_is_not_asked_again(witness):
    grow()
    witnesses.cosign()
    witnesses.cosign()
    assert len(witness.asked) == 1
    with clock.shifted(HOUR * 2):
        witnesses.cosign()
    assert len(witness.asked) == 2
    assert AuditCosignature.objects.count() == 1


def test_each_push_proves_that_the_log_goes_on(witness):
    first = grow(5)
    witnesses.cosign()
    second = grow(300)
    witnesses.cosign()
    assert [old for old, _path, _note in witness.asked] == [0, 5]
    path = [base64.b64decode(one) for one in witness.asked[1][1]]
    roots = (bytes(first.root), bytes(second.root))
    assert verify.consistency(first.size, second.size, path, *roots)


def test_a_witness_that_has_seen_less_names_its_size_and_is_asked_from_there(witness):
    grow(5)
    witnesses.cosign()
    grow(2)
    real = witness.answers
    witness.answers = lambda old, path, note: real(old, path, note) if old == 3 else (409, "3\n")
    witnesses.cosign()
    assert [old for old, _path, _note in witness.asked] == [0, 5, 3]
    assert word() == WitnessWord.COSIGNED


def test_a_witness_that_has_seen_more_shows_a_roll_back(witness):
    grow(5)
    witness.answers = lambda *_: (409, "9\n")
    witnesses.cosign()
    assert word() == WitnessWord.AHEAD
    assert evidence.newest(24) is None


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (422, "refused"),
        (403, "stranger"),
        (404, "stranger"),
        (500, "unreadable"),
        (200, "unreadable"),
    ],
)
def test_whatever_else_it_says_is_no_cosignature(witness, status, expected):
    grow()
    witness.answers = lambda *_: (status, "")
    witnesses.cosign()
    assert word() == expected
    assert not AuditCosignature.objects.exists()


def test_a_cosignature_of_another_key_is_not_kept(witness):
    grow()
    other = Ed25519PrivateKey.generate()
    witness.answers = lambda _old, _path, note: (200, witness.line(note, other))
    witnesses.cosign()
    assert not AuditCosignature.objects.exists()
    assert word() == WitnessWord.UNREADABLE


def test_a_cosignature_of_another_checkpoint_is_not_kept(witness):
    older = grow()
    grow()
    witness.answers = lambda *_: (200, witness.line(older.note))
    witnesses.cosign()
    assert not AuditCosignature.objects.exists()


def test_a_cosignature_of_the_future_is_not_kept(witness):
    grow()
    with clock.shifted(HOUR):
        ahead = witness.line(AuditCheckpoint.objects.get().note)
    witness.answers = lambda *_: (200, ahead)
    witnesses.cosign()
    assert not AuditCosignature.objects.exists()


def test_a_witness_that_is_away_leaves_what_it_said_for_24_hours(witness):
    kept = grow()
    witnesses.cosign()
    witness.__exit__()
    with clock.shifted(HOUR * 23):
        grow()
        witnesses.cosign()
        assert word() == WitnessWord.AWAY
        assert evidence.newest(24).size == kept.size
    with clock.shifted(HOUR * 25):
        assert evidence.newest(24) is None
        assert evidence.newest(None).size > kept.size


def test_a_lease_waits_for_every_witness_that_is_named(witness, settings):
    grow()
    with ScriptedWitness("other.example") as other:
        settings.WITNESSES = f"{witness.setting}, {other.setting}"
        other.answers = lambda *_: (500, "")
        witnesses.cosign()
        assert evidence.newest(24) is None
        other.answers = other.cosigned
        with clock.shifted(timedelta(seconds=6)):
            witnesses.cosign()
            assert evidence.newest(24).note.count("\u2014") == 3


def test_a_witness_that_failed_is_left_alone_for_a_moment(witness):
    grow()
    witness.answers = lambda *_: (500, "")
    with clock.at(clock.now()):
        witnesses.cosign()
        witnesses.cosign()
    assert len(witness.asked) == 1


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("{key} http://witness.example", "https"),
        ("{key}x https://witness.example", "key"),
        ("witness.example https://witness.example", "key"),
        ("{key} https://a.example, {key} https://b.example", "one name"),
    ],
)
def test_a_witness_that_cannot_be_read_is_named_at_the_start(settings, written, named):
    with ScriptedWitness() as there:
        settings.WITNESSES = written.format(key=there.key)
    with pytest.raises(WitnessUnreadable, match=named):
        witnesses.named()
    assert [error.id for error in witnesses_are_readable(None)] == ["sayso.E004"]
