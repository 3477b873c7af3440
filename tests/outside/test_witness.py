"""`verify.py witness` as a process of its own: it cosigns what goes on, and nothing else."""

import base64
import json
import shutil
import subprocess
import sys
from datetime import timedelta

import httpx
import pytest

from governance import clock
from governance.audit import checkpoints, evidence, known, proofs, sequencer, witnesses
from governance.audit.models import AuditCheckpoint, AuditWitness, WitnessWord
from tests.architecture.tree import ROOT
from tests.governance.audit.log_kit import own_log, write
from tests.stack import PATIENCE

__all__ = ["own_log"]


class Running:
    """The file alone in a folder, as it would be on another computer."""

    def __init__(self, folder, logs: tuple[str, ...]) -> None:
        self.folder = folder
        shutil.copy(ROOT / "verify.py", folder / "verify.py")
        self.command = [sys.executable, "-I", "verify.py", "witness", "--folder", "kept"]
        self.command += ["--name", "witness.example", "--listen", "127.0.0.1:0"]
        self.command += [word for key in logs for word in ("--log", key)]
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, cwd=self.folder, stdout=subprocess.PIPE, text=True
        )
        self.key = self.process.stdout.readline().split(": ")[1].strip()
        port = self.process.stdout.readline().rsplit(":", 1)[1].strip()
        self.address = f"http://127.0.0.1:{port}"

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def add(self, old: int, path: list[bytes], note: str) -> httpx.Response:
        lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in path)
        body = f"old {old}\n{lines}\n{note}"
        return self.post("/add-checkpoint", body)

    def post(self, path: str, body: str) -> httpx.Response:
        return httpx.post(f"{self.address}{path}", content=body.encode(), timeout=PATIENCE)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.address}{path}", timeout=PATIENCE)

    def alarms(self) -> list[str]:
        path = self.folder / "kept" / "alarms.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [json.loads(line)["alarm"] for line in lines]


@pytest.fixture
def running(own_log, settings, monkeypatch, tmp_path):
    monkeypatch.setattr(witnesses, "TIMEOUT", PATIENCE)
    write(5)
    sequencer.run()
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    there = Running(folder, known.of().keys)
    settings.WITNESSES = f"{there.key} {there.address} outside"
    yield there
    there.kill()


def grow(count: int) -> AuditCheckpoint:
    write(count)
    sequencer.run()
    return AuditCheckpoint.objects.order_by("-size").first()


def forged(size: int, root: bytes) -> str:
    """Return what whoever holds the key of the log can sign."""
    return checkpoints.sign(known.of().origin, size, root).note


def test_the_server_is_cosigned_as_its_log_grows(running):
    for count in (1, 300, 700):
        newest = grow(count)
        witnesses.cosign()
        assert evidence.newest(24).size == newest.size
    assert AuditWitness.objects.get().word == "cosigned"
    assert running.get("/checkpoint").text == evidence.newest(24).note
    feed = running.get("/feed").text.splitlines()
    assert len(feed) == 3
    assert running.alarms() == []


def test_killed_it_remembers_what_it_has_cosigned(running, settings):
    first = grow(2)
    witnesses.cosign()
    running.kill()
    key = running.key
    running.start()
    assert running.key == key
    settings.WITNESSES = f"{running.key} {running.address}"
    other = forged(first.size, b"x" * 32)
    assert running.add(first.size, [], other).status_code == 409
    with clock.shifted(timedelta(seconds=6)):
        assert grow(3).size == first.size + 3
        witnesses.cosign()
        assert evidence.newest(24).size == first.size + 3


def test_a_fork_is_not_cosigned_and_both_sides_of_it_are_kept(running):
    newest = grow(2)
    witnesses.cosign()
    answer = running.add(newest.size, [], forged(newest.size, b"x" * 32))
    assert answer.status_code == 409
    assert running.alarms() == ["fork"]
    assert "1 alarms" in running.get("/").text
    kept = json.loads((running.folder / "kept" / "alarms.jsonl").read_text())
    assert kept["kept"] != kept["shown"]


def test_a_server_whose_log_is_another_than_the_one_that_was_cosigned_is_refused(running):
    newest = grow(2)
    assert running.add(0, [], forged(newest.size, b"x" * 32)).status_code == 200
    witnesses.cosign()
    assert AuditWitness.objects.get().word == WitnessWord.REFUSED
    assert evidence.newest(24) is None
    assert running.alarms() == ["fork"]


def test_an_older_checkpoint_is_not_cosigned_and_learns_how_much_was_seen(running):
    older = grow(2)
    grow(4)
    witnesses.cosign()
    answer = running.add(older.size, [], older.note)
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "text/x.tlog.size"
    assert answer.text == f"{older.size + 4}\n"
    assert running.alarms() == []  # anybody can send an old one


def test_a_growth_that_continues_nothing_is_not_cosigned(running):
    newest = grow(2)
    witnesses.cosign()
    grown = forged(newest.size + 1, b"x" * 32)
    for _ in range(3):
        assert running.add(newest.size, [b"y" * 32], grown).status_code == 422
    assert "1 refused without a proof" in running.get("/").text


def test_what_else_was_pushed_under_a_checkpoint_is_not_kept(running):
    newest = grow(2)
    more = newest.note + "\u2014 somebody.example AAAA\n" * 100
    assert running.add(0, [], more).status_code == 200
    assert "somebody" not in running.get("/checkpoint").text


def test_the_right_proof_from_the_size_it_names_is_taken(running):
    first = grow(2)
    witnesses.cosign()
    second = grow(9)
    assert running.add(0, [], second.note).text == f"{first.size}\n"
    path = proofs.consistency(first.size, second.size)
    assert running.add(first.size, path, second.note).status_code == 200
    assert running.add(second.size, [], second.note).status_code == 200  # once more, fresh


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("old x\n\nnote\n", 400),
        ("old 0\n\nno checkpoint\n", 400),
        ("old 0\n%%%\n\nnote\n", 400),
        ("old 01\n\nnote\n", 400),
    ],
)
def test_what_is_no_push_is_named(running, body, status):
    answer = running.post("/add-checkpoint", body)
    assert answer.status_code == status


def test_a_log_that_it_does_not_know_is_refused(running):
    newest = grow(1)
    text, _, lines = newest.note.partition("\n\n")
    bent = text.replace("\n", "-of-another\n", 1)
    assert running.add(0, [], f"{bent}\n\n{lines}").status_code == 404
    changed = text.replace(f"\n{newest.size}\n", f"\n{newest.size + 1}\n", 1)
    assert running.add(0, [], f"{changed}\n\n{lines}").status_code == 403


def test_another_address_and_a_body_too_long_are_refused(running):
    assert running.post("/other", "x").status_code == 404
    assert running.get("/other").status_code == 404
    huge = running.post("/add-checkpoint", "x" * 200_000)
    assert huge.status_code == 400


def test_its_key_is_readable_by_its_account_alone_and_it_ends_when_it_is_asked_to(running):
    assert (running.folder / "kept" / "witness.key").stat().st_mode & 0o777 == 0o600
    running.process.terminate()
    assert "has ended" in running.process.communicate(timeout=PATIENCE)[0]
    assert running.process.returncode == 0
