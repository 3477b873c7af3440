"""verify.py ends with 1 where something does not hold, and whatever else happens does not."""

import os
import subprocess
import sys

import pytest

import verify
from tests.architecture.tree import ROOT
from tests.outside.signing_kit import Server
from tests.outside.witness_kit import Log, leaves

LOG = Log()
NOTE = LOG.note(leaves(2))
FILE = str(ROOT / "verify.py")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note").write_text(NOTE)
    return tmp_path


def asked(*more: str) -> int:
    return verify.main(["checkpoint", "note", "--key", LOG.key, *more])


def test_without_the_package_it_needs_it_says_so(here):
    command = [sys.executable, "-I", "-S", FILE, "checkpoint", "note", "--key", LOG.key]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")
    assert "pip install cryptography" in done.stdout


def test_under_an_older_python_it_says_so(here):
    old = "import sys; sys.version_info = (3, 10, 9); import runpy; runpy.run_path(sys.argv[1])"
    command = [sys.executable, "-I", "-c", old, FILE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")
    assert "Python 3.11" in done.stdout


def test_what_nobody_reads_to_its_end_is_no_answer(here):
    command = [sys.executable, "-I", FILE, "checkpoint", "note", "--key", LOG.key]
    reads, writes = os.pipe()
    os.close(reads)
    ends = [writes] + ([os.open("/dev/full", os.O_WRONLY)] if os.path.exists("/dev/full") else [])  # noqa: PTH110
    for end in ends:
        done = subprocess.run(command, stdout=end, stderr=subprocess.PIPE, check=False)
        os.close(end)
        assert (done.returncode, done.stderr) == (2, b"")


def test_what_was_broken_off_is_no_answer(here, monkeypatch):
    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(verify, "checkpoint", stops)
    assert verify.ended(["checkpoint", "note", "--key", LOG.key]) == 2


@pytest.mark.parametrize("todo", verify.WAYS)
def test_each_command_says_what_it_does_and_how_it_ends(todo, capsys):
    with pytest.raises(SystemExit) as ended:
        verify.main([todo, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert ended.value.code == 0
    assert "2 if it could not be checked" in said
    options = verify.arguments()._subparsers._group_actions[0].choices[todo]._actions
    assert all(one.help for one in options)


def test_a_file_of_keys_without_a_key_asks_nobody_and_shows_nothing(here, capsys):
    (here / "empty").write_text("\n")
    assert asked() == 0
    assert asked("--witness", "empty") == 2
    assert verify.main(["checkpoint", "note", "--key", "empty"]) == 2
    assert "There is no key in empty." in capsys.readouterr().out


def test_a_key_is_read_once_so_that_it_may_come_through_a_pipe(here, capfd):
    keys = Server(here)
    note = keys.log.note(leaves(2))
    (here / "note").write_text(note)
    reads, writes = os.pipe()
    os.write(writes, (here / "keys.json").read_bytes())
    os.close(writes)
    assert verify.main(["checkpoint", "note", "--key", f"/dev/fd/{reads}"]) == 0
    os.close(reads)


def test_a_certificate_is_read_once_so_that_what_is_checked_is_what_is_told(here, monkeypatch):
    from tests.outside.signing_kit import CERTIFICATE

    server, read = Server(here), []
    server.sign("certificate", CERTIFICATE)
    before = verify.read_text
    monkeypatch.setattr(verify, "read_text", lambda path, *more: read.append(path) or before(path))
    words = ["--keys", "keys.json"]
    assert verify.main(["certificate", "certificate.json", *words]) == 0
    assert sorted(read) == ["certificate.json", "keys.json"]


def test_a_proof_without_an_older_checkpoint_is_not_passed_over(here, capsys):
    assert asked("--proof", "note") == 2
    assert "--older" in capsys.readouterr().out


def test_whatever_follows_continues_an_empty_log_and_nothing_another_root_of_it(here):
    (here / "old").write_text(LOG.note([]))
    assert asked("--older", "old") == 0
    (here / "old").write_text(LOG.sign(0, bytes(32)))
    assert asked("--older", "old") == 1


def test_no_file_is_read_that_is_larger_than_any_of_sayso(here):
    assert verify.read_text("note", len(NOTE)) == NOTE
    with pytest.raises(verify.Unreadable, match="larger than anything"):
        verify.read_text("note", len(NOTE) - 1)


@pytest.fixture
def release(here):
    """A release of one file in a folder of its own, and a function that checks it."""
    server = Server(here)
    folder = here / "files"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "a").write_text("a")

    def check(*names: str) -> int:
        sha = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
        files = [{"path": name, "sha256": sha} for name in names or ["data/a"]]
        server.sign("release", {"files": files})
        words = ["release", "release.json", "--folder", "files", "--keys", "keys.json"]
        return verify.main(words)

    assert check() == 0
    return folder, check


def test_a_link_in_place_of_a_file_of_a_release_is_found(release):
    folder, check = release
    (folder / "data" / "a").rename(folder.parent / "elsewhere")
    (folder / "data" / "a").symlink_to(folder.parent / "elsewhere")
    assert check() == 1


def test_a_link_to_another_file_of_a_release_is_not_that_file(release):
    folder, check = release
    (folder / "data" / "b").write_text("a")
    assert check("data/a", "data/b") == 0
    (folder / "data" / "b").unlink()
    (folder / "data" / "b").symlink_to("a")
    assert check("data/a", "data/b") == 1


@pytest.mark.parametrize("to", ["files", "elsewhere", "data/a", "nowhere"])
def test_a_link_beside_the_files_of_a_release_is_found(release, to):
    folder, check = release
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "more.jsonl").write_text("{}")
    (folder / "more").symlink_to(folder / to if to == "data/a" else folder.parent / to)
    assert check() == 1


@pytest.mark.parametrize("name", ["../files/data/a", "data/../data/a", "/etc/passwd", "data", ""])
def test_no_name_of_a_release_leads_out_of_its_folder(release, name):
    assert release[1](name) == 1


def test_a_folder_that_is_not_there_could_not_be_checked(release):
    folder, check = release
    folder.rename(folder.parent / "gone")
    assert check() == 2
