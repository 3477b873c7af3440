"""While the server gives no lease for a reason that lasts, sign and status say which one."""

import threading
from contextlib import closing
from datetime import timedelta

import pytest

from capture.agent import service
from capture.agent.calls import Refused
from capture.agent.clock import SystemClock
from capture.agent.commands import _status_lines
from capture.agent.contact import LASTS_SECONDS, Contact
from capture.agent.control import Command, ControlSocket, Do, ask
from capture.agent.enrolment import login_name
from capture.agent.identity import Identity
from capture.agent.indicator.sign import Lamp
from capture.agent.reactions import Reactions
from capture.agent.state_folder import StateFolder
from capture.agent.vault import Place
from capture.protocol.codes import Code
from capture.protocol.messages import Act
from tests.capture.agent.live_server import Held, serving
from tests.capture.agent.small_server import SmallServer
from tests.capture.agent.terminal import NoKeyring, Terminal
from tests.capture.agent.test_service import AtWork, until
from tests.capture.agent.whole import whole
from tests.capture.protocol.making import episode, grant
from tests.stack import PATIENCE

CLOCKS = "the clocks of this computer and of the server differ"
AWAY = "the server does not answer"
HOUR = timedelta(hours=1)


class Wrong(SystemClock):
    """The clock of a server that is off."""

    def __init__(self, off):
        self.off = off

    def wall(self):
        return super().wall() + self.off


@pytest.fixture
def at_work(tmp_path, monkeypatch):
    """An agent at work in its threads, over real sockets, whose leases live two seconds."""
    monkeypatch.setattr(service, "REACH_SECONDS", 0.5)
    server, held = SmallServer(SystemClock(), login_name(), (grant(),), life=2), Held()
    with serving(server, held) as address:
        one = AtWork(StateFolder(tmp_path / "state"), server, held, address)
        one.thread.start()
        until(one.allowed)
        yield one
        one.service.stop()
        one.thread.join(PATIENCE)
        assert not one.thread.is_alive()
        one.agent.close()
        one.http.close()


def said(one):
    """The sentence of the sign, as it was shown last."""
    return one.sign.shown[-1].sentence


def status(one):
    """What `sayso-agent status` prints, asked over the socket of the running agent."""
    agent = one.agent
    folder = StateFolder(agent.local._folder.path)
    reactions = Reactions(agent, Identity.load(folder), Place.FILE, True, lambda: None)
    with closing(ControlSocket(folder.path, reactions)):
        return "\n".join(_status_lines(ask(folder.path, Command(do=Do.STATUS)).status))


@pytest.mark.parametrize("off", [HOUR, -HOUR], ids=["ahead", "behind"])
def test_with_clocks_that_differ_sign_and_status_say_so_and_what_to_do(at_work, off):
    at_work.server.clock = Wrong(off)
    at_work.agent.spool.add(episode("kept meanwhile"))
    until(lambda: CLOCKS in said(at_work))
    assert not at_work.allowed()
    assert at_work.sign.shown[-1].lamp is Lamp.OFF
    assert "Set the clock of this computer" in said(at_work)
    assert said(at_work) in status(at_work)
    assert len(at_work.agent.spool.rows()) == 1
    at_work.server.clock = SystemClock()
    until(at_work.allowed)
    until(lambda: said(at_work).startswith("On air."))
    assert at_work.agent.spool.rows() or at_work.server.mark == 1  # a slot can have come by now


def test_a_withdrawal_made_while_the_clocks_differ_is_told_once_they_agree(at_work):
    at_work.server.clock = Wrong(HOUR)
    until(lambda: CLOCKS in said(at_work))
    at_work.agent.withdraw("bookings")
    at_work.agent.recorder.record(episode("after it"))
    until(lambda: "The server has not heard yet: 1." in status(at_work))
    assert at_work.server.narrowed == []
    at_work.server.clock = SystemClock()
    until(lambda: [call.act for call in at_work.server.narrowed] == [Act.WITHDRAW])
    assert at_work.agent.spool.rows() == []


def test_while_the_server_says_that_it_cannot_answer_the_sign_says_so(at_work):
    serve, gone = at_work.server._routed, threading.Event()

    def cannot(request):
        if gone.is_set():
            return serve(request)
        return at_work.server._error(Code.UNAVAILABLE, {"Retry-After": "1"})

    at_work.server._routed = cannot
    until(lambda: "it cannot answer now" in said(at_work))
    assert said(at_work) in status(at_work)
    gone.set()
    until(lambda: said(at_work).startswith("On air."))


def test_a_refusal_that_nobody_foresaw_is_named(at_work):
    at_work.server._wait = lambda _body: at_work.server._error(Code.UNKNOWN_FIELD)
    until(lambda: "(unknown-field)" in said(at_work))
    assert "Tell whoever administers the server" in said(at_work)


def test_a_server_that_stays_away_is_named_and_a_single_lost_answer_is_not(tmp_path):
    one = whole(tmp_path / "state", grant())
    contact = one.agent.contact
    contact.lost()
    assert AWAY not in one.agent.shown().sentence
    one.clock.advance(LASTS_SECONDS)
    contact.lost()
    assert AWAY in one.agent.shown().sentence
    assert contact.heard()
    assert AWAY not in one.agent.shown().sentence
    assert not contact.heard()
    one.agent.close()


def test_what_holds_for_sure_goes_before_why_no_lease_comes(tmp_path):
    one = whole(tmp_path / "state", grant())
    one.agent.wait_once()
    one.agent.contact.refused(Code.SIGNATURE_EXPIRED)
    assert one.agent.shown().lamp is Lamp.ON, "the lease is still alive"
    one.clock.advance(61)
    assert CLOCKS in one.agent.shown().sentence
    one.agent.pause(None)
    assert one.agent.shown().lamp is Lamp.PAUSED
    one.agent.close()


def test_silence_and_refusal_count_from_when_they_began(tmp_path):
    one = whole(tmp_path / "state", grant())
    contact = Contact(one.clock)
    contact.lost()
    one.clock.advance(LASTS_SECONDS / 2)
    contact.refused(Code.UNAVAILABLE)
    contact.lost()
    one.clock.advance(LASTS_SECONDS / 2)
    assert contact.trouble is None
    one.agent.close()


@pytest.mark.parametrize(
    "code", [Code.SIGNATURE_EXPIRED, Code.SIGNATURE_INVALID, Code.SIGNATURE_MISSING]
)
def test_a_refusal_that_did_not_read_a_withdrawal_does_not_lose_it(tmp_path, code):
    one = whole(tmp_path / "state", grant())
    one.agent.wait_once()
    one.agent.withdraw("bookings")
    one.server.refuse_next = (code, {})
    with pytest.raises(Refused):
        one.agent.run_errands()
    assert len(one.agent.local.now.narrowing) == 1
    one.agent.run_errands()
    assert [call.act for call in one.server.narrowed] == [Act.WITHDRAW]
    one.agent.close()


def test_without_a_running_agent_the_command_says_that_what_was_decided_holds(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr("capture.agent.assembly.SecretService", NoKeyring)
    server = SmallServer(SystemClock(), login_name())
    with serving(server, Held()) as address:
        terminal = Terminal(tmp_path / "state", server, address, monkeypatch, capsys)
        assert terminal.enrol()[0] == 0
        server.clock = Wrong(HOUR)
        code, told = terminal("withdraw")
        assert code == 1
        assert "The clocks of this computer and of the server differ" in told
        assert "What you decided holds here." in told
        server.clock = SystemClock()
        assert terminal("resume")[0] == 0
        assert [call.act for call in server.narrowed] == [Act.WITHDRAW, Act.RESUME]
