"""The only way out: what rests stays in, forbidden uses are refused on the record."""

from datetime import timedelta

import pytest

from governance import clock
from governance.audit.acts import Outcome, Role
from governance.audit.models import AuditEntry
from governance.audit.record import Actor
from governance.consent import decisions
from governance.directory.models import PROBE, Employee
from governance.purposes.kinds import Kind
from governance.reads.gate import ReadRefused
from tests.redaction import batches
from training import outlet

STEWARD = Actor(Role.STEWARD)
USE = "dpv:ResearchAndDevelopment"


@pytest.fixture
def stored(person, device):
    batches.work(batches.accept(person, device))


def read(purpose="bookings", use=USE):
    return list(outlet.read(purpose, use, STEWARD))


def test_what_rests_is_not_read(stored):
    assert read() == []
    with clock.shifted(timedelta(days=3)):
        assert read() == []
    with clock.shifted(timedelta(days=4)):
        assert len(read()) == 1


@pytest.mark.parametrize(
    "use", ["dpv:PersonnelPerformanceEvaluation", "dpv:EvaluationScoring", "dpv:Marketing", ""]
)
def test_another_use_is_refused_and_the_refusal_is_on_the_record(stored, use):
    with pytest.raises(ReadRefused):
        read(use=use)
    entry = AuditEntry.objects.get(act="data-read")
    assert (entry.outcome, entry.role) == (Outcome.REFUSED, Role.STEWARD)


def test_a_purpose_that_is_not_in_force_opens_nothing(stored):
    with pytest.raises(ReadRefused):
        read("unknown")


def test_a_read_is_on_the_record(stored):
    read()
    assert AuditEntry.objects.get(act="data-read").outcome == Outcome.DONE


def test_after_a_withdrawal_nothing_is_read(stored, person):
    decisions.withdraw(person, "bookings")
    with clock.shifted(timedelta(days=4)):
        assert read() == []


def test_nothing_of_the_invented_person_is_ever_read(stored, person):
    Employee.objects.filter(pk=person.pk).update(kind=PROBE)
    with clock.shifted(timedelta(days=4)):
        assert read() == []


def test_a_kind_refused_since_is_not_read(stored, person):
    decisions.refuse(person, "bookings", Kind.TYPED_TEXT)
    with clock.shifted(timedelta(days=4)):
        (one,) = read()
    assert "type_text" not in {step.do for step in one.body.steps}
