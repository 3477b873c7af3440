"""The agent shows a fingerprint to compare with a paper; where they differ, it keeps nothing."""

import pytest

from capture.agent.clock import SystemClock
from capture.agent.enrolment import login_name
from capture.protocol.log import fingerprint
from tests.capture.agent.live_server import Held, serving
from tests.capture.agent.small_server import SmallServer
from tests.capture.agent.terminal import NoKeyring, Terminal
from tests.capture.protocol.small_log import APPROVERS


@pytest.fixture
def terminal(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("capture.agent.assembly.SecretService", NoKeyring)
    server = SmallServer(SystemClock(), login_name())
    with serving(server, Held()) as address:
        yield Terminal(tmp_path / "state", server, address, monkeypatch, capsys)


def on_paper(terminal, *roles):
    """Return the digits of the log of the server with roles that have to approve."""
    return fingerprint(terminal.server.log.trust(), roles or APPROVERS)


def test_enrolment_shows_the_fingerprint_and_goes_on_where_the_paper_says_the_same(terminal):
    shown = on_paper(terminal)
    code, said = terminal.enrol()
    assert code == 0
    assert shown in said
    code, said = terminal(
        "enrol", terminal.address, "--fingerprint", shown, typed="amber falcon\nyes\n"
    )
    assert code == 0
    assert "Compare it with the paper" not in said


@pytest.mark.parametrize("how", ["typed", "asked"])
def test_another_fingerprint_than_on_the_paper_ends_the_enrolment_and_keeps_nothing(terminal, how):
    given = ("--fingerprint", "01234 56789 01234 56789 01234 56789") if how == "typed" else ()
    typed = "amber falcon\nyes\n" + ("" if how == "typed" else "no\n")
    code, said = terminal("enrol", terminal.address, *given, typed=typed)
    assert code == 1
    assert "The fingerprint is not the one on the paper" in said
    assert {file.name for file in terminal.folder.iterdir()} <= {"lock"}


@pytest.mark.parametrize("told", [("compliance",), ("compliance", "hr"), (*APPROVERS, "steward")])
def test_other_roles_that_have_to_approve_than_on_the_paper_end_the_enrolment(terminal, told):
    shown, terminal.server.approvers = on_paper(terminal), told
    typed = "amber falcon\nyes\n"
    code, said = terminal("enrol", terminal.address, "--fingerprint", shown, typed=typed)
    assert (code, "The fingerprint is not the one on the paper" in said) == (1, True)
    assert {file.name for file in terminal.folder.iterdir()} <= {"lock"}
    shown = on_paper(terminal, *told)
    assert terminal("enrol", terminal.address, "--fingerprint", shown, typed=typed)[0] == 0


def test_a_server_that_lets_nobody_approve_is_no_server(terminal, monkeypatch):
    none = terminal.server.enrolled().model_copy(update={"approvers": ()})
    monkeypatch.setattr(terminal.server, "enrolled", lambda: none)
    code, said = terminal.enrol()
    assert (code, "The server does not answer" in said) == (1, True)
    assert not (terminal.folder / "device.key").exists()


def test_status_shows_the_digits_of_what_the_computer_was_told(terminal):
    terminal.enrol()
    shown = on_paper(terminal)
    terminal.server.approvers = ("compliance",)  # what others are told since
    assert shown in terminal("status")[1]
