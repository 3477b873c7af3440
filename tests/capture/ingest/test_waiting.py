"""The waiting process: one rhythm and one size for all, and a change is heard at once."""

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from capture.ingest import limits
from capture.protocol.codes import Code, ErrorAnswer
from capture.protocol.decoding import decode
from capture.protocol.messages import EpochRef, Reply
from governance import clock
from governance.audit.record import Actor, Role
from governance.consent import decisions, pauses
from governance.devices import (
    acknowledgements,
    authentication,
    forgetting,
    presence,
    revocation,
)
from governance.stops import stop
from tests import factories
from tests.capture.ingest.desk import Desk, enrolled, epoch_of, row_of
from tests.capture.ingest.test_malformed import NASTY
from tests.capture.ingest.waiting_server import PATH, lease_in, serving
from tests.settings import SERVER as VALKEY

LONG = 60.0  # seconds, longer than any request is held


@pytest.fixture
def company(lasting_company):
    return lasting_company


def refused(answer, code: Code) -> None:
    assert answer.status_code == code.status, answer.content
    assert decode(ErrorAnswer, answer.content).error is code


def test_a_new_agent_is_answered_at_once_with_a_lease(server, desk):
    began = time.monotonic()
    lease = lease_in(server.state(desk))
    assert lease["person"]
    assert 60 <= lease["life"] <= 61 + time.monotonic() - began
    assert presence.last(desk.device) is not None


def test_headers_come_at_once_and_the_body_after_the_wait(server, desk):
    held = server.open(desk, server.state(desk).digest)
    assert held.response.status_code == 200
    assert held.response.headers["content-length"] == "49152"
    time.sleep(0.5)
    assert held.held
    pauses.pause(desk.owner, None)
    assert held.body().lease is None


def withdrawn(desk, company):
    decisions.withdraw(company.employee, company.slug)


def paused(desk, company):
    pauses.pause(desk.owner, clock.now() + timedelta(hours=1))


def narrowed(desk, company):
    decisions.refuse(company.employee, company.slug, factories.ORDINARY[1])


def stopped(desk, company):
    stop.begin("An incident.", None)


def revoked(desk, company):
    revocation.revoke(desk.owner, desk.device, Actor(Role.EMPLOYEE, desk.owner))


def forgotten(desk, company):
    forgetting.ask(desk.owner, minutes=10)


@pytest.mark.parametrize(
    "happens", [withdrawn, paused, narrowed, stopped, revoked, forgotten], ids=lambda x: x.__name__
)
def test_a_change_is_heard_at_once(server, desk, company, happens):
    before = server.state(desk)
    held = server.open(desk, before.digest)
    time.sleep(0.3)
    happens(desk, company)
    state = held.body()
    assert state.digest != before.digest
    if happens not in (narrowed, forgotten):
        assert state.lease is None


def test_what_changes_while_the_request_is_on_its_way_is_heard(server, desk):
    digest = server.state(desk).digest
    pauses.pause(desk.owner, None)  # nobody waits, so nobody is woken
    assert server.state(desk, digest).lease is None


def test_somebody_else_s_change_on_the_same_channel_wakes_and_answers_nobody(server, desk):
    from governance.announce import channel_of, valkey

    held = server.open(desk, server.state(desk).digest)
    for _ in range(5):
        valkey().publish(channel_of(desk.owner), b"ask again")
        time.sleep(0.1)
    assert held.held
    pauses.pause(desk.owner, None)
    held.body()


def test_yes_at_the_device_brings_the_lease_to_the_waiting_request(server, company):
    one = enrolled(company.employee)
    held = server.open(one, server.state(one).digest)
    time.sleep(0.3)
    factories.allow(company.employee)
    state = held.body()
    assert state.lease is None
    assert state.questions
    state = server.state(one)
    held = server.open(one, state.digest)
    time.sleep(0.3)
    one.say(Reply.YES)
    assert held.body().lease is not None


def test_the_device_says_what_it_has_stopped(server, desk, company):
    epoch = epoch_of(desk.owner, company.slug)
    decisions.withdraw(company.employee, company.slug)
    state = server.state(desk)
    assert state.erase == (EpochRef(purpose=company.slug, epoch=str(epoch)),)
    odd = EpochRef(purpose=company.slug, epoch="not-a-uuid")
    state = server.state(desk, state.digest, stopped=(*state.erase, odd))
    assert state.erase == ()
    assert acknowledgements.progress(desk.owner).waiting_names == ()


def test_an_order_to_forget_is_heard_once_its_state_is_named(server, desk):
    forgetting.ask(desk.owner, minutes=10)
    state = server.state(desk)
    assert [order.minutes for order in state.forget] == [10]
    assert server.state(desk, state.digest).forget == ()
    assert not forgetting.pending(desk.device)


def test_five_kinds_of_agents_are_answered_alike(company):
    people = [factories.person(f"Kind {number}") for number in range(5)]
    with clock.shifted(timedelta(days=-20)):
        for one in people:
            one.since = clock.now()
            one.save()
    desks = [enrolled(one) for one in people]
    working, idle, resting, gone, never = people
    for one in (working, idle, resting, gone):
        factories.allow(one)
    for desk in desks[:4]:
        desk.say()
    pauses.pause(resting.owner, None)
    decisions.withdraw(gone, company.slug)
    decisions.refuse(never, company.slug, factories.ORDINARY[0])
    with serving(hold=1.0, spread=0.2) as server, ThreadPoolExecutor(len(desks)) as threads:
        for held, answers in threads.map(lambda desk: three_answers(server, desk), desks):
            assert held > 0.7
            for answer in answers:
                assert (answer.status_code, len(answer.content)) == (200, 49_152)
            assert {name for name, _ in answers[-1].headers.items()} == {
                "content-type",
                "content-length",
                "cache-control",
                "date",
                "server",
            }
        assert [decode_state(server.post(d, d.wait_body())).lease is not None for d in desks] == [
            True,
            True,
            False,
            False,
            False,
        ]
    assert [row_of(desk.device).leases for desk in desks] == [4] * 5


def three_answers(server, desk):
    """What a device hears from its first request on, and how long the last one was held."""
    first = server.post(desk, desk.wait_body())
    seen = decode_state(first)
    again = server.post(desk, desk.wait_body(seen.digest, stopped=seen.erase))
    began = time.monotonic()
    last = server.post(desk, desk.wait_body(decode_state(again).digest))
    return time.monotonic() - began, (first, again, last)


def decode_state(answer):
    from capture.protocol.messages import State

    return decode(State, answer.content)


def test_the_hold_spreads_over_twenty_seconds():
    from capture.ingest.waiting_app import HOLD, SPREAD

    assert (HOLD, SPREAD) == (45.0, 10.0)
    drawn = [secrets.SystemRandom().uniform(HOLD - SPREAD, HOLD + SPREAD) for _ in range(100)]
    assert all(35 <= one <= 55 for one in drawn)


def test_the_life_of_the_lease_counts_the_time_it_was_held(company, desk):
    with serving(hold=2.0, spread=0.1) as server:
        digest = server.state(desk).digest
        began = time.monotonic()
        life = lease_in(server.state(desk, digest))["life"]
        assert 62 <= life <= 61 + time.monotonic() - began


def test_a_second_request_of_a_device_lets_the_first_one_go(server, desk):
    digest = server.state(desk).digest
    first = server.open(desk, digest)
    time.sleep(0.2)
    second = server.open(desk, digest)
    first.end()
    assert first.broken
    assert second.held
    pauses.pause(desk.owner, None)
    second.body()


def test_an_agent_that_goes_away_leaves_nothing_behind(server, desk):
    held = server.open(desk, server.state(desk).digest)
    stream = held.response.extensions["network_stream"]
    stream.get_extra_info("socket").shutdown(2)
    held.end()
    assert held.broken
    assert server.state(desk).lease is not None


def test_signature_counter_and_device_are_checked_before_any_waiting(server, desk, monkeypatch):
    monkeypatch.setattr(authentication, "HELD_UP", timedelta(minutes=1))  # no call is, in a test
    body = desk.wait_body()
    refused(server.post(desk, body, headers={}), Code.SIGNATURE_MISSING)
    refused(server.post(Desk(), Desk().wait_body()), Code.DEVICE_UNKNOWN)
    signed = desk.headers(PATH, body, host=server.host)
    refused(server.post(desk, body + b" ", headers=signed), Code.SIGNATURE_INVALID)
    assert server.post(desk, body, headers=signed).status_code == 200
    refused(server.post(desk, body, headers=signed), Code.COUNTER_REUSED)
    refused(server.post(desk, desk.wait_body()), Code.DEVICE_REVOKED)


@pytest.mark.timeout(300)
def test_nonsense_is_refused_by_name(server, desk):
    for body in NASTY.values():
        if len(body) > limits.WAIT_MAX:
            refused(server.post(desk, body), Code.TOO_LARGE)
        else:
            answer = server.post(desk, body)
            assert 400 <= answer.status_code < 500, (body, answer.content)
    refused(server.post(desk, b" " * 9_000), Code.TOO_LARGE)
    refused(server.post(desk, desk.wait_body(), path="/elsewhere"), Code.ENROLMENT_UNKNOWN)
    other = server.http.get(f"http://{server.host}{PATH}")
    refused(other, Code.ENROLMENT_UNKNOWN)
    assert server.state(desk).lease is not None


def test_a_full_process_says_when_to_come_again(server, desk, monkeypatch):
    monkeypatch.setattr(limits, "HELD_MOST", 0)
    answer = server.post(desk, desk.wait_body())
    refused(answer, Code.UNAVAILABLE)
    assert answer.headers["retry-after"] == "15"


def test_without_valkey_the_rhythm_goes_on_and_after_it_changes_are_heard(company, desk):
    VALKEY.stop()
    try:
        with serving(hold=8.0, spread=0.1) as server:  # the pause comes meanwhile
            digest = server.state(desk).digest
            held = server.open(desk, digest)
            pauses.pause(desk.owner, None)
            assert held.body().lease is None  # heard at the end of the hold
    finally:
        VALKEY.start()


def test_when_valkey_comes_back_everyone_compares_again(company, desk):
    with serving() as server:
        held = server.open(desk, server.state(desk).digest)
        time.sleep(1.5)  # it has compared and waits
        VALKEY.stop()
        try:
            pauses.pause(desk.owner, None)  # nobody hears this
        finally:
            VALKEY.start()
        assert held.body().lease is None
