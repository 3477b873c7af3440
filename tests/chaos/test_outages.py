"""Outages: what was accepted is kept, nothing unsafe is accepted, the answer says what to do."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from capture.agent import assembly
from capture.agent.calls import Unreachable
from capture.ingest.errors import RETRY_AFTER, TEXTS
from capture.protocol.codes import Code
from operations.launch import postgres
from tests import agents, company
from tests.chaos.proxy import Does, Door
from tests.chaos.sending import STORED, Sending
from tests.stack import Stack, wait_for

pytestmark = pytest.mark.chaos

SHORT = {"SAYSO_UPLOAD_SLOT": "1", "SAYSO_REDACTION_SECONDS": "12"}
AWAY = 10.0  # seconds without Valkey; what is tested does not depend on how many


@contextmanager
def at_work(folder: Path, **environment: str) -> Iterator[Sending]:
    """The whole product, and an agent that has a lease."""
    with ExitStack() as ends:
        stack = Stack(**SHORT, **environment)
        ends.callback(stack.down)
        stack.up()
        company.make(stack, agents.own_login())
        yield Sending(stack, ends, folder)


def test_without_valkey_uploads_are_accepted_and_redacted_afterwards(tmp_path):
    with at_work(tmp_path / "one") as sending:
        sending.send_one()
        wait_for(lambda: sending.stack.shell(STORED)[0] == sending.texts, 60, every=0.5)
        sending.stack.kill("valkey")
        ends = time.monotonic() + AWAY
        while time.monotonic() < ends:
            begun = time.monotonic()
            sending.send_one()
            assert time.monotonic() - begun < 4, "an upload waits for a broker that is away"
            time.sleep(0.5)
        agent = agents.enrol(sending.stack, company.EMAIL, tmp_path / "two")
        with ExitStack() as opened:
            agents.opened(opened, agent).wait_once()  # a state is told without Valkey, too
        stored, waiting = sending.stack.shell(STORED)
        assert set(stored) < set(sending.texts)
        assert waiting > 0
        sending.stack.start("valkey")
        sending.delivers()


@pytest.fixture
def clusters():
    with postgres.clusters("main", "keys", "other") as made:
        yield made


def test_a_database_that_stops_hangs_garbles_or_is_somebody_elses_takes_nothing(
    tmp_path, clusters, monkeypatch
):
    main, keys, other = clusters
    doors = Door(main.folder), Door(keys.folder)
    at_main, at_keys = doors
    _another_installation(tmp_path, other)
    monkeypatch.setattr(assembly, "READ_SECONDS", 6.0)
    try:
        with at_work(
            tmp_path / "agent", DATABASE_URL=at_main.url, KEYS_DATABASE_URL=at_keys.url
        ) as sending:
            sending.send_one()
            for cluster in (main, keys):
                _stopped(sending, cluster)
            for door in doors:
                _garbled(sending, door)
            _silent(sending, at_main)
            _slow(sending, at_main)
            _somebody_elses(sending, at_main, other.folder, main.folder)
            _somebody_elses(sending, at_main, keys.folder, main.folder)
            _somebody_elses(sending, at_keys, other.folder, keys.folder)
            sending.delivers()
    finally:
        for door in doors:
            door.close()


def _another_installation(folder: Path, other: postgres.Cluster) -> None:
    """Both databases of another installation, the two in one cluster."""
    subprocess.run(
        [str(other.binaries / "createdb"), "-h", str(other.folder), "-U", "sayso", "keys"],
        check=True,
    )
    (folder / "other").mkdir()
    made = Stack(
        DATABASE_URL=other.url,
        KEYS_DATABASE_URL=other.url.replace("/postgres", "/keys"),
    )
    made.manage("migrate", "-v", "0")
    shutil.rmtree(made.var)


def _stopped(sending: Sending, cluster: postgres.Cluster) -> None:
    """Stopped for some seconds: 503, the spool is kept, the same bytes arrive afterwards."""
    cluster.stop()
    sending.is_told_to_come_again()
    cluster.serve()
    wait_for(sending.send, 60, every=0.5)


def _garbled(sending: Sending, door: Door) -> None:
    door.turn(Does.GARBLE)
    sending.is_told_to_come_again()
    door.turn(Does.PASS)
    wait_for(sending.send, 60, every=0.5)


def _silent(sending: Sending, door: Door) -> None:
    """It never answers: nobody is told "accepted", and no lease comes."""
    sending.make()
    door.turn(Does.SILENT)
    assert not sending.send()
    body = sending.kept_bytes()
    with pytest.raises(Unreachable):
        sending.agent.wait_once()
    assert sending.kept_bytes() == body
    door.turn(Does.PASS)
    wait_for(sending.send, 60, every=0.5)


def _slow(sending: Sending, door: Door) -> None:
    """An answer that comes late may be missed; the batch is sent again and counts once."""
    sending.make()
    door.turn(Does.SLOW)
    sending.send()
    door.turn(Does.PASS)
    wait_for(lambda: sending.send() or not sending.agent.spool.rows(), 60, every=0.5)


def _somebody_elses(sending: Sending, door: Door, other: Path, ours: Path) -> None:
    """Another database behind the address: to it the device is unknown, but nobody says so."""
    door.turn(Does.PASS, other)
    sending.is_told_to_come_again()
    door.turn(Does.PASS, ours)
    wait_for(sending.send, 60, every=0.5)


@pytest.fixture
def small_disk():
    """A disk of 48 MB, which a file can fill."""
    folder = Path(tempfile.mkdtemp(prefix="sayso-disk-"))
    options = ["-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)]
    if subprocess.run(["mount", *options], capture_output=True, check=False).returncode != 0:
        pytest.skip("no right to mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()


def test_with_a_full_disk_nothing_is_accepted_and_what_was_is_kept(tmp_path, small_disk):
    databases = {
        "DATABASE_URL": f"sqlite:///{small_disk / 'main.sqlite3'}",
        "KEYS_DATABASE_URL": f"sqlite:///{small_disk / 'keys.sqlite3'}",
    }
    with at_work(tmp_path / "agent", **databases) as sending:
        sending.stack.kill("worker")  # what is accepted waits
        sending.send_one()
        ballast = small_disk / "ballast"
        _fill(ballast)
        wait_for(lambda: _refused(sending), 60)
        sending.is_told_to_come_again()
        sending.stack.start("worker")
        sending.is_told_to_come_again()
        ballast.unlink()
        sending.delivers()


def _fill(ballast: Path) -> None:
    with ballast.open("wb") as file:
        for size in (1_000_000, 4096, 1):
            try:
                while True:
                    os.write(file.fileno(), bytes(size))
            except OSError:
                continue


def _refused(sending: Sending) -> bool:
    """Pages that SQLite holds already still take some batches."""
    sending.make()
    return not sending.send()


def test_the_answer_that_tells_to_come_again_says_what_to_do():
    message, remedy = TEXTS[Code.UNAVAILABLE]
    assert Code.UNAVAILABLE.status == 503
    assert "Retry-After" in str(remedy)
    assert RETRY_AFTER[Code.UNAVAILABLE] > 0
    assert message
