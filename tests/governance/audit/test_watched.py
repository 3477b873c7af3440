"""How it stands with a witness: by its last word, and by the hour of its last cosignature."""

from datetime import timedelta

import pytest

from governance import clock
from governance.audit import sequencer, watched, witnesses
from governance.audit.models import AuditCosignature, AuditWitness
from governance.audit.watched import Standing
from tests.governance.audit.log_kit import own_log, write
from tests.governance.audit.scripted_witness import ScriptedWitness

__all__ = ["own_log"]
H = timedelta(hours=1)


@pytest.fixture
def witness(own_log, settings):
    with ScriptedWitness() as there:
        settings.WITNESSES = f"{there.setting} outside"
        write(3)
        sequencer.run()
        yield there


def standing() -> Standing:
    return watched.of()[0].standing


def holds() -> bool:
    return watched.not_even_the_administrator(watched.of())


def test_who_names_nobody_pays_no_query(own_log, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert watched.of() == ()
    assert not holds()


def test_a_witness_costs_one_query_however_many_there_are(
    witness, settings, django_assert_num_queries
):
    with ScriptedWitness("other.example") as other:
        settings.WITNESSES = f"{witness.setting}, {other.setting}"
        witnesses.cosign()
        with django_assert_num_queries(1):
            assert {one.standing for one in watched.of()} == {Standing.WATCHING}


def test_before_it_is_asked_a_witness_is_neither_well_nor_away(witness):
    assert (standing(), holds()) == (Standing.UNASKED, False)


def test_a_witness_that_never_answered_lets_no_lease_be_proved(witness):
    witness.answers = lambda *_: (500, "")
    witnesses.cosign()
    assert (standing(), holds()) == (Standing.ENDED, False)


@pytest.mark.parametrize(
    ("hours", "expected", "held"),
    [
        (1.5, Standing.WATCHING, True),
        (2.5, Standing.WATCHING, True),
        (3.5, Standing.SILENT, True),
        (19.5, Standing.SILENT, True),
        (20.5, Standing.ENDING, True),
        (25.5, Standing.ENDED, False),
    ],
)
def test_silence_is_told_by_the_hours_since(witness, hours, expected, held):
    witnesses.cosign()
    witness.answers = lambda *_: (500, "")
    with clock.at(watched.of()[0].hour + hours * H):
        witnesses.cosign()
        assert (standing(), holds()) == (expected, held)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((422, ""), Standing.REFUSED),
        ((409, "99\n"), Standing.AHEAD),
        ((403, ""), Standing.STRANGER),
    ],
)
def test_what_a_witness_says_against_the_log_is_told_at_once(witness, answer, expected):
    witnesses.cosign()
    assert holds()
    witness.answers = lambda *_: answer
    write(1)
    sequencer.run()
    witnesses.cosign()
    assert (standing(), holds()) == (expected, False)


def test_one_alarm_takes_the_word_from_all(witness, settings):
    with ScriptedWitness("other.example") as other:
        settings.WITNESSES = f"{witness.setting} outside, {other.setting}"
        other.answers = lambda *_: (422, "")
        witnesses.cosign()
        assert [one.standing for one in watched.of()] == [Standing.WATCHING, Standing.REFUSED]
        assert not holds()


def test_a_witness_of_the_companys_own_administration_is_no_word_on_it(witness, settings):
    settings.WITNESSES = witness.setting
    witnesses.cosign()
    assert (standing(), holds()) == (Standing.WATCHING, False)


@pytest.mark.parametrize("ahead", [timedelta(minutes=11), timedelta(days=365_000)])
def test_a_clock_that_is_ahead_is_told(witness, ahead):
    witnesses.cosign()
    at = int(clock.now().timestamp() + ahead.total_seconds())
    AuditCosignature.objects.update(at=at)
    assert (standing(), holds()) == (Standing.CLOCK, False)


def test_the_hour_is_told_and_never_the_minute(witness):
    witnesses.cosign()
    hour = watched.of()[0].hour
    assert (hour.minute, hour.second, hour.microsecond) == (0, 0, 0)


def test_a_witness_that_is_named_no_more_is_not_told(witness, settings):
    witness.answers = lambda *_: (422, "")
    witnesses.cosign()
    settings.WITNESSES = ""
    assert AuditWitness.objects.count() == 1
    assert watched.of() == ()
