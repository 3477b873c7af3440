"""An agent at work over real sockets: order of calls, suspend, stop."""

import threading
import time

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capture.agent.assembly import http_client
from capture.agent.calls import Calls
from capture.agent.clock import SystemClock
from capture.agent.core import Agent, AgentParts
from capture.agent.enrolment import Enrolling, login_name
from capture.agent.identity import Enrolment, Identity
from capture.agent.service import Service
from capture.agent.state_folder import StateFolder
from capture.protocol.encoding import encode
from capture.protocol.messages import Act, Done, NarrowRequest
from tests.capture.agent.live_server import HELD_SECONDS, Held, serving
from tests.capture.agent.small_server import SmallServer
from tests.capture.agent.whole import Played, SeenSign, enrol
from tests.capture.protocol.making import episode, grant
from tests.stack import PATIENCE, wait_for


def until(true):
    wait_for(true, every=0.02)


class AtWork:
    def __init__(self, folder, server, held, address):
        self.server, self.held = server, held
        self.http = http_client()
        self.http.timeout = HELD_SECONDS  # what is held is broken off, or it stays
        clock = SystemClock()
        enrolling = Enrolling(self.http, address, Ed25519PrivateKey.generate(), clock)
        enrolled = enrolling.confirm(enrolling.begin(), "  Amber   FALCON ")
        identity = Identity.create(
            folder, enrolling.private, Enrolment(server=address, enrolled=enrolled)
        )
        server.device_private = enrolling.private
        self.sign, self.ended = SeenSign(), []
        self.agent = Agent(
            AgentParts(
                identity=identity,
                http=self.http,
                clock=clock,
                master=b"m" * 32,
                sign=self.sign,
                recorder=Played,
                destroy_master=lambda: self.ended.append(True),
            )
        )
        self.service = Service(self.agent)
        self.thread = threading.Thread(target=self.service.run)

    def allowed(self):
        return self.agent.recorder.allowed()


@pytest.fixture
def at_work(tmp_path):
    server, held = SmallServer(SystemClock(), login_name(), (grant(),)), Held()
    with serving(server, held) as address:
        one = AtWork(StateFolder(tmp_path / "state"), server, held, address)
        one.thread.start()
        yield one
        one.service.stop()
        held.go.set()
        one.thread.join(PATIENCE)
        assert not one.thread.is_alive()
        one.agent.close()
        one.http.close()


def test_a_lease_arrives_and_ends_with_the_order_of_the_server(at_work):
    until(at_work.allowed)
    at_work.server.grants = ()
    until(lambda: not at_work.allowed())


def test_other_calls_pass_while_the_waiting_request_is_held(at_work):
    at_work.held.hold = True
    assert at_work.held.arrived.acquire(timeout=PATIENCE)
    at_work.agent.pause(None)
    until(lambda: at_work.server.narrowed)
    assert not at_work.server.revoked


def test_after_a_drop_the_held_request_is_broken_off_and_asked_anew(at_work):
    until(at_work.allowed)
    at_work.held.hold = True
    assert at_work.held.arrived.acquire(timeout=PATIENCE)
    at_work.agent.drop_lease()
    assert not at_work.allowed()
    assert at_work.held.arrived.acquire(timeout=PATIENCE)
    at_work.held.hold = False
    at_work.held.go.set()
    until(at_work.allowed)
    assert not at_work.server.revoked


def test_a_drop_before_the_held_answer_can_be_broken_off_is_not_lost(at_work, monkeypatch):
    """The request is on its way, its answer has not begun: the drop comes between."""
    until(at_work.allowed)
    at_work.held.hold = True
    send, dropped = at_work.http.send, []

    def send_and_drop(request, **more):
        response = send(request, **more)
        if request.url.path.endswith("/wait") and not dropped:
            dropped.append(True)
            at_work.held.hold = False
            at_work.agent.drop_lease()
        return response

    monkeypatch.setattr(at_work.http, "send", send_and_drop)
    at_work.agent.drop_lease()
    until(lambda: dropped)
    until(at_work.allowed)


def test_counters_arrive_in_order_under_many_calls(at_work):
    until(at_work.allowed)
    for number in range(20):
        at_work.agent.recorder.record(episode(str(number)))
        at_work.agent.pause(5)
        at_work.agent.resume()
        at_work.agent.uploader.step()
    until(lambda: len(at_work.server.narrowed) == 40)
    assert not at_work.server.revoked


def test_a_revoked_device_stops_by_itself_and_destroys_its_key(at_work):
    until(at_work.allowed)
    at_work.server.revoked = True
    at_work.thread.join(PATIENCE)
    assert not at_work.thread.is_alive()
    assert at_work.service.ended is not None
    assert at_work.ended == [True]
    assert not at_work.allowed()


def test_a_lost_desktop_stops_the_agent(at_work):
    until(at_work.allowed)
    at_work.agent.recorder.well = False
    at_work.thread.join(PATIENCE)
    assert at_work.service.lost_desktop


def test_a_step_that_breaks_stops_all_recording(at_work):
    until(at_work.allowed)
    at_work.server.state = {"digest": "d"}
    at_work.agent.spool.close()
    at_work.thread.join(PATIENCE)
    assert at_work.service.broken
    assert not at_work.allowed()


def test_no_two_calls_are_on_their_way_at_once(tmp_path):
    """The slower of two would arrive with the lower counter, as a copied key would."""
    server, arrivals = SmallServer(SystemClock(), login_name()), []

    def slow_network(request):
        arrivals.append(request)
        time.sleep(0.03 / len(arrivals))  # the first are slow, the last are fast
        return server.handle(request)

    clock, folder = SystemClock(), StateFolder(tmp_path / "state")
    identity = enrol(folder, server, clock)
    with httpx.Client(transport=httpx.MockTransport(slow_network)) as http:
        calls = Calls(http, identity, clock)
        body = encode(NarrowRequest(act=Act.RESUME))

        def talk():
            for _ in range(5):
                calls.post("/agent/v1/narrow", body, Done)

        threads = [threading.Thread(target=talk) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    assert len(server.narrowed) == 20
    assert not server.revoked
