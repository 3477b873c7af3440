"""`exclude` and what `status` tells of the desktop."""

import json

import pytest

from capture.agent import commands
from capture.agent.control import Status
from capture.agent.events import WindowFacts
from capture.agent.exclusions import FILE, OwnExclusions
from capture.agent.state_folder import StateFolder

STATUS = Status(
    running=True,
    person="Ines",
    company="Kestrel",
    server="https://sayso.example/",
    fingerprint="00000 11111 22222 33333 44444 55555",
    lamp="on",
    sentence="On air.",
    sign_seen=True,
    accessible=True,
    pause_key_free=True,
    waiting=0,
    dropped=0,
    key_place="keyring",
    unsent=0,
    failures=(),
    questions=(),
)
BANK = WindowFacts(wm_class="Ledger", executable="/opt/ledger", title="Balance")

PAGE = WindowFacts(wm_class="Chromium", executable="/usr/bin/chromium", title="Home")


@pytest.fixture
def exclude(tmp_path, capsys):
    StateFolder(tmp_path)

    def run(*arguments: str) -> tuple[int, str]:
        code = commands.main(["--state", str(tmp_path), "exclude", *arguments])
        out = capsys.readouterr()
        return code, out.out + out.err

    return run


def test_what_is_excluded_by_command_is_never_recorded_from_then_on(exclude, tmp_path):
    own = OwnExclusions(tmp_path)  # as the running agent reads it
    assert not own.current().exclude_window(BANK, None)
    assert exclude("add", "application", "ledger")[0] == 0
    assert own.current().exclude_window(BANK, None)
    exclude("add", "site", "clinic.example")
    exclude("add", "word", "divorce")
    assert own.current().exclude_window(PAGE, "www.clinic.example")
    assert own.current().exclude_text("About the Divorce")


def test_the_list_shows_each_and_remove_takes_one_back(exclude, tmp_path):
    assert "excluded nothing" in exclude("list")[1]
    exclude("add", "application", "ledger")
    exclude("add", "site", "clinic.example")
    assert exclude("list")[1].splitlines() == ["application: ledger", "site: clinic.example"]
    exclude("remove", "application", "ledger")
    assert exclude("list")[1].splitlines() == ["site: clinic.example"]
    assert "not excluded" in exclude("remove", "word", "x")[1]
    assert "already" in exclude("add", "site", "clinic.example")[1]
    assert json.loads((tmp_path / FILE).read_text())["sites"] == ["clinic.example"]
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("value", ["", "   ", "x" * 201])
def test_a_value_that_is_none_is_told_so_and_nothing_is_written(value, exclude, tmp_path):
    code, said = exclude("add", "word", value)
    assert (code, "--help" in said) == (1, True)
    assert not (tmp_path / FILE).exists()


def test_a_damaged_list_is_never_overwritten(exclude, tmp_path):
    (tmp_path / FILE).write_text("{")
    code, said = exclude("add", "word", "x")
    assert (code, "cannot be read" in said) == (1, True)
    assert (tmp_path / FILE).read_text() == "{"


def test_status_says_what_of_the_desktop_does_not_work():
    assert len(commands._status_lines(STATUS)) == 5
    broken = STATUS.model_copy(update={"accessible": False, "pause_key_free": False})
    said = "\n".join(commands._status_lines(broken))
    assert "accessibility service does not answer" in said
    assert "pause key" in said
