"""A waiting request waits a moment for a proof that is on its way, and for nothing else."""

import time
import uuid

import pytest

from capture.ingest import holding, proofs
from governance.audit import sequencer
from governance.consent import decisions, pauses
from tests import factories
from tests.capture.ingest.desk import enrolled
from tests.capture.ingest.waiting_server import lease_in
from tests.sequenced import late
from tests.stack import wait_for

LONG = 60.0  # seconds, longer than any request is held


@pytest.fixture
def company(lasting_company):
    return lasting_company


@pytest.fixture
def looks(monkeypatch) -> list[str]:
    """By which function held requests have looked, the first time and once more."""
    found: list[str] = []

    def noted(real):
        def look(asker):
            answer = real(asker)
            found.append(real.__name__)
            return answer

        return look

    for real in (holding.first_look, holding.look_again):
        monkeypatch.setattr(holding, real.__name__, noted(real))
    return found


def test_a_lease_comes_soon_after_its_decision_has_its_place_in_the_log(server, company):
    one = enrolled(company.employee)
    sequencer.run()
    with late():
        factories.allow(company.employee)
        one.say()
        asked = time.monotonic()
        waiting = server.state(one)
        assert (waiting.lease, waiting.questions) == (None, ())
        assert time.monotonic() - asked >= proofs.SETTLES
        held = server.open(one, waiting.digest)
        time.sleep(1.2)
        assert held.held
        sequencer.run()
        assert lease_in(held.body())


def test_a_refused_kind_is_heard_within_two_seconds_though_a_proof_is_on_its_way():
    assert proofs.SETTLES < 2


def test_a_proof_on_its_way_is_waited_for_so_that_one_answer_brings_all(
    server, company, monkeypatch
):
    one = enrolled(company.employee)
    sequencer.run()
    with late():
        factories.allow(company.employee)
        held = server.open(one, server.state(one).digest)
        monkeypatch.setattr(proofs, "SETTLES", LONG)  # however late the sequencer comes
        one.say()
        time.sleep(0.4)
        assert held.held
        sequencer.run()
        assert lease_in(held.body())


def test_what_ends_something_waits_for_no_proof(server, desk, company, monkeypatch):
    factories.purpose("second", company.staff)
    held = server.open(desk, server.state(desk).digest)
    with late():
        factories.allow(company.employee, "second")
        held.body()
        desk.say()
        held = server.open(desk, server.state(desk).digest)
        monkeypatch.setattr(proofs, "SETTLES", LONG)
        decisions.withdraw(company.employee, company.slug)
        assert held.body().erase


def test_requests_that_wait_for_no_proof_look_only_when_they_are_woken(server, desk, looks):
    server.hears()
    held = server.open(desk, server.state(desk).digest)
    wait_for(lambda: len(looks) > 1)
    time.sleep(2.5)
    assert held.held
    assert looks == ["first_look"] * 2
    pauses.pause(desk.owner, None)
    held.body()
    assert looks[2:] == ["look_again"]


def test_nobody_looks_for_longer_than_a_minute(monkeypatch):
    moment = 1000.0
    monkeypatch.setattr(proofs.time, "monotonic", lambda: moment)
    waiting, device = proofs.Proofs(), uuid.uuid4()
    pending = holding.Look(changed=True, pending=True, stops=False)
    assert waiting.look_in(device, pending) == proofs.SOON
    moment += proofs.SETTLES
    assert waiting.look_in(device, pending) == proofs.LATER
    moment += proofs.LOOKS
    assert waiting.look_in(device, pending) is None
    assert not waiting.worth_waiting(device, pending, 0.0)
    settled = holding.Look(changed=False, pending=False, stops=False)
    assert waiting.look_in(device, settled) is None
    assert waiting.look_in(device, pending) == proofs.SOON  # another decision, another minute
