"""The command line, from enrolment to withdrawal, against a server on a real socket."""

import json
import stat
import subprocess
import sys
from contextlib import closing

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capture.agent.assembly import NoSign, assembled, no_recorder
from capture.agent.calls import Unreachable
from capture.agent.clock import SystemClock
from capture.agent.control import Command, ControlSocket, Do, NotRunning, Reaction, ask
from capture.agent.enrolment import login_name
from capture.agent.errands import NoSuchQuestion
from capture.agent.state_folder import FolderInUse, StateFolder
from capture.agent.vault import KeyringUnavailable, Place, Vault
from capture.protocol.codes import Code
from capture.protocol.messages import Act, LogTrust, Question, Reply
from tests.capture.agent.live_server import Held, serving
from tests.capture.agent.small_server import SmallServer
from tests.capture.agent.terminal import NoKeyring, Terminal
from tests.capture.protocol.making import episode, grant

QUESTION = Question(
    id="7d444840-9dc0-41d1-b245-5ffdce74fad2",
    purpose="bookings",
    name="Bookings",
    version=1,
    epoch="epoch-one",
    kinds=("clicks",),
    notice_sha256="a" * 64,
    subject=f"1:{'b' * 64}:{'c' * 64}",
    text="May Sayso record clicks in Sheets on this computer?",
    language="en",
)


@pytest.fixture
def terminal(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("capture.agent.assembly.SecretService", NoKeyring)
    server = SmallServer(SystemClock(), login_name())
    with serving(server, Held()) as address:
        yield Terminal(tmp_path / "state", server, address, monkeypatch, capsys)


def test_enrolment_goes_by_a_code_and_two_words_and_names_the_person(terminal):
    code, said = terminal.enrol()
    assert code == 0
    for word in ("KTRW-4821", "Marta Keller", "Harbour Freight", "Enrolled."):
        assert word in said
    assert stat.S_IMODE(terminal.folder.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(file.stat().st_mode) for file in terminal.folder.iterdir()}
    assert modes == {0o600}


def test_wrong_words_and_words_too_early_are_asked_again(terminal):
    terminal.server.pending = 1
    code, said = terminal.enrol("amber falcon\nno idea\nAmber Falcon\nyes\nyes\n")
    assert code == 0
    assert "Type the code in the browser first" in said
    assert "These are not the words" in said


def test_a_server_whose_keys_cannot_be_read_is_no_server(terminal, monkeypatch):
    trust = LogTrust(origin="small.example", keys=("small.example+0+0",))
    monkeypatch.setattr(terminal.server.log, "trust", lambda: trust)
    code, said = terminal.enrol()
    assert code == 1
    assert "The server does not answer" in said
    assert not (terminal.folder / "device.key").exists()


def today():
    """Return the day as it is on the clock of the person who sits there."""
    return SystemClock().wall().astimezone().date().isoformat()


def heard(terminal):
    """Let the enrolled agent take one lease."""
    terminal.enrol()
    raw = (terminal.folder / "device.key").read_bytes()
    terminal.server.device_private = Ed25519PrivateKey.from_private_bytes(raw)
    terminal.server.grants = (grant(),)
    with assembled(StateFolder(terminal.folder), NoSign(), no_recorder) as agent:
        agent.wait_once()


def test_leases_are_listed_by_days_and_purposes_and_one_is_given_out(terminal, tmp_path):
    assert terminal("leases")[0] == 1  # not enrolled
    terminal.enrol()
    assert "No permit is kept." in terminal("leases")[1]
    code, said = terminal("leases", "--save", str(tmp_path / "lease.json"))
    assert (code, "nothing of that kind" in said) == (1, True)
    before = today()
    heard(terminal)
    code, said = terminal("leases")
    assert code == 0
    assert any(f"{day}: permits: 1" in said for day in (before, today()))
    assert "Bookings, allowed in: Sheets" in said
    code, said = terminal("leases", "--save", str(tmp_path / "lease.json"))
    assert code == 0
    whole = json.loads((tmp_path / "lease.json").read_text())
    assert set(whole) == {"type", "key", "payload", "signature"}
    assert whole["type"] == "sayso-lease/2"
    assert stat.S_IMODE((tmp_path / "lease.json").stat().st_mode) == 0o600
    code, _said = terminal(
        "leases", "--save", str(tmp_path / "old.json"), "--at", "2020-01-01T08:00"
    )
    assert code == 1


def test_withdrawals_are_listed_and_given_out(terminal, tmp_path):
    heard(terminal)
    assert "Nothing was withdrawn on this computer." in terminal("withdrawals")[1]
    terminal("withdraw")
    code, said = terminal("withdrawals")
    assert (code, "bookings" in said) == (0, True)
    target = str(tmp_path / "withdrawal.json")
    assert terminal("withdrawals", "--purpose", "other", "--save", target)[0] == 1
    assert terminal("withdrawals", "--purpose", "bookings", "--save", target)[0] == 0
    assert json.loads((tmp_path / "withdrawal.json").read_text())["type"] == "sayso-withdrawal/1"


def test_both_checkpoints_of_a_roll_back_are_given_out_and_the_status_names_it(terminal, tmp_path):
    heard(terminal)
    assert terminal("evidence", "--save", str(tmp_path / "kept"))[0] == 1
    with assembled(StateFolder(terminal.folder), NoSign(), no_recorder) as agent:
        agent.wait_once()
        terminal.server.log.entries.clear()
        with pytest.raises(Unreachable):
            agent.wait_once()
    code, said = terminal("evidence", "--save", str(tmp_path / "kept"))
    assert (code, "The log has become shorter" in said) == (0, True)
    names = {file.name for file in (tmp_path / "kept").iterdir()}
    assert names == {"earlier.txt", "later.txt", "lease.json"}
    earlier, later = (
        (tmp_path / "kept" / f"{one}.txt").read_text() for one in ("earlier", "later")
    )
    assert earlier.split("\n")[0] == later.split("\n")[0]
    assert earlier != later
    assert "Why:" in terminal("status")[1]


@pytest.mark.parametrize("typed", ["", "amber falcon\nno\n", "amber falcon\n"])
def test_an_enrolment_for_somebody_else_leaves_nothing_behind(terminal, typed):
    code, _said = terminal.enrol(typed)
    assert code == 1
    assert "not enrolled" in terminal("status")[1]
    assert not (terminal.folder / "device.key").exists()


def test_an_account_of_another_login_name_is_refused(terminal):
    terminal.server.login = "somebody-else"
    code, said = terminal.enrol()
    assert code == 1
    assert login_name() in said
    assert not (terminal.folder / "device.key").exists()


@pytest.mark.parametrize("address", ["http://sayso.example/", "ftp://localhost", "localhost", ""])
def test_a_server_without_tls_is_refused(terminal, address):
    code, said = terminal("enrol", address)
    assert code == 1
    assert "https" in said


def test_a_server_that_does_not_answer_is_one_sentence(terminal):
    code, said = terminal("enrol", "http://127.0.0.1:9/")
    assert (code, said.count("\n")) == (1, 1)


def test_status_says_where_the_key_is_and_what_waits(terminal):
    terminal.enrol()
    terminal.spooled(episode("a"), episode("b"))
    code, said = terminal("status")
    assert code == 0
    for words in ("Off air. The agent does not run.", "2 episodes", "in a file"):
        assert words in said


def test_preview_shows_exactly_what_would_be_sent_and_deletes_from_it(terminal):
    terminal.enrol()
    one, two = episode("first\u202etext"), episode("second")
    terminal.spooled(one, two)
    _code, said = terminal("preview", "--json")
    assert [json.loads(line)["id"] for line in said.splitlines()] == [str(one.id), str(two.id)]
    assert json.loads(said.splitlines()[0])["actions"][1]["text"] == "first\u202etext"
    _code, said = terminal("preview")
    assert "first\\u202etext" in said
    assert "entry Amount" in said
    _code, said = terminal("preview", "--delete", str(one.id))
    assert "Deleted: 1" in said
    assert "second" in terminal("preview")[1]
    terminal("preview", "--delete-all")
    assert "Nothing waits" in terminal("preview")[1]


def test_withdraw_asks_nothing_erases_and_tells_the_server(terminal):
    terminal.enrol()
    terminal.spooled(episode("a"), episode("b", purpose="letters", epoch="epoch-two"))
    assert terminal("withdraw", "--purpose", "bookings")[0] == 0
    assert [(c.act, c.purpose) for c in terminal.server.narrowed] == [(Act.WITHDRAW, "bookings")]
    assert "letters" in terminal("preview", "--json")[1]
    terminal("withdraw")
    assert terminal("preview", "--json")[1] == ""


def test_what_the_server_could_not_hear_is_told_later(terminal):
    terminal.enrol()
    terminal.server.refuse_next = (Code.UNAVAILABLE, {})
    assert terminal("pause")[0] == 1
    assert terminal.server.narrowed == []
    assert terminal("resume")[0] == 0
    assert [call.act.value for call in terminal.server.narrowed] == ["pause", "resume"]


def test_forget_and_pause_reach_the_server_with_their_lengths(terminal):
    terminal.enrol()
    terminal.spooled(episode("a"))
    terminal("forget", "10")
    _code, said = terminal("pause", "--minutes", "30")
    assert "Paused. Nothing is recorded until" in said
    assert [(c.act.value, c.minutes) for c in terminal.server.narrowed] == [
        ("forget", 10),
        ("pause", 30),
    ]


def test_a_question_is_answered_once_under_the_key_of_the_device(terminal):
    terminal.enrol()
    with assembled(StateFolder(terminal.folder), NoSign(), no_recorder) as agent:
        terminal.server.state = {"questions": (QUESTION,)}
        agent.wait_once()
    code, said = terminal("answer", typed="perhaps\nno\n")
    assert code == 0
    assert QUESTION.text in said
    (answer,) = terminal.server.answers
    assert (answer.answer, answer.question) == (Reply.NO, QUESTION.id)
    assert answer.subject == QUESTION.subject
    assert (answer.notice_sha256, answer.device) == ("a" * 64, terminal.server.device)
    with assembled(StateFolder(terminal.folder), NoSign(), no_recorder) as agent:
        agent.wait_once()  # the server repeats it: it is not asked again
        assert agent.local.now.open_questions == ()
        with pytest.raises(NoSuchQuestion):
            agent.answer(QUESTION.id, Reply.YES)


def test_the_end_of_input_is_no_yes(terminal):
    terminal.enrol()
    with assembled(StateFolder(terminal.folder), NoSign(), no_recorder) as agent:
        terminal.server.state = {"questions": (QUESTION,)}
        agent.wait_once()
    terminal("answer", typed="")
    assert [answer.answer for answer in terminal.server.answers] == [Reply.NO]


def test_two_agents_do_not_share_a_folder(terminal):
    terminal.enrol()
    folder = StateFolder(terminal.folder)
    with folder.alone():
        with pytest.raises(FolderInUse), folder.alone():
            pass
        code, said = terminal("status")
        assert code == 1
        assert "Another agent" in said


def test_enrolling_anew_leaves_nothing_of_the_device_before(terminal):
    terminal.enrol()
    terminal.spooled(episode("old"))
    terminal("pause")
    terminal.server.counter = 1
    assert terminal.enrol()[0] == 0
    assert terminal("preview", "--json")[1] == ""
    assert (terminal.folder / "counter").read_bytes() == b"1"


def test_a_running_agent_answers_over_its_socket_whatever_the_length_of_the_path(tmp_path):
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    with pytest.raises(NotRunning):
        ask(folder, Command(do=Do.STATUS))
    seen = []

    def react(command):
        seen.append(command)
        return Reaction(ok=True, text="heard")

    with closing(ControlSocket(folder, react)):
        assert stat.S_IMODE((folder / "control").stat().st_mode) == 0o600
        assert ask(folder, Command(do=Do.NARROW, act=Act.PAUSE, minutes=5)).text == "heard"
    assert seen == [Command(do=Do.NARROW, act=Act.PAUSE, minutes=5)]
    with pytest.raises(NotRunning):
        ask(folder, Command(do=Do.STATUS))


class Keyring:
    def __init__(self):
        self.kept = {}

    def store(self, device, secret):
        self.kept[device] = secret

    def load(self, device):
        return self.kept[device]

    def delete(self, device):
        del self.kept[device]


def test_the_key_is_in_the_keyring_where_there_is_one_and_nowhere_else(tmp_path):
    folder, keyring = StateFolder(tmp_path / "state"), Keyring()
    vault = Vault(folder, "device", keyring)
    key = vault.create()
    assert (vault.place, vault.load()) == (Place.KEYRING, key)
    assert not (folder.path / "spool.key").exists()
    vault.destroy()
    assert keyring.kept == {}


def test_the_key_is_a_private_file_where_no_keyring_answers(tmp_path):
    folder = StateFolder(tmp_path / "state")
    vault = Vault(folder, "device", NoKeyring())
    key = vault.create()
    assert (vault.place, vault.load()) == (Place.FILE, key)
    vault.destroy()
    with pytest.raises(KeyringUnavailable):
        vault.load()


def test_help_names_every_command():
    done = subprocess.run(
        [sys.executable, "-m", "capture.agent", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    for name in (
        "enrol",
        "run",
        "status",
        "pause",
        "resume",
        "preview",
        "withdraw",
        "forget",
        "leases",
        "withdrawals",
        "evidence",
    ):
        assert name in done.stdout


def test_the_agent_loads_without_django_and_presidio():
    look = (
        "import sys, capture.agent.commands, capture.protocol.sealing;"
        "bad = {'django', 'presidio_analyzer', 'spacy', 'governance', 'redaction'};"
        "sys.exit(', '.join(bad & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
