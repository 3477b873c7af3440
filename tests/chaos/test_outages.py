"""Outages: what was accepted is kept, nothing unsafe is accepted, the answer says what to do."""

import shutil
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from capture.ingest.errors import RETRY_AFTER, TEXTS
from capture.protocol.codes import Code
from operations.launch import postgres
from tests import agents, company
from tests.chaos.proxy import Does, Door
from tests.chaos.sending import STORED, Sending, at_work
from tests.stack import Stack, wait_for

pytestmark = pytest.mark.chaos

HELD_UP = 30.0  # seconds; no upload takes one, and one that waits for a broker takes all of them
AWAY = 10.0  # seconds without Valkey; what is tested does not depend on how many
ANSWERED = 60.0  # seconds in which a server whose database is silent has answered, however busy
LISTENS = 6.0  # seconds for which a device listens where that is shortened
SOONER = "?connect_timeout=3"  # an address can say so; what is tested takes less time


def test_without_valkey_uploads_are_accepted_and_redacted_afterwards(tmp_path):
    with at_work(tmp_path / "one") as sending:
        sending.send_one()
        wait_for(lambda: sending.stack.shell(STORED)[0] == sending.texts, every=0.5)
        sending.stack.kill("valkey")
        ends = time.monotonic() + AWAY
        while time.monotonic() < ends:
            with sending.listens_for(HELD_UP):  # none waits for a broker that is away
                sending.send_one()
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


def test_a_database_that_stops_hangs_garbles_or_is_somebody_elses_takes_nothing(tmp_path, clusters):
    main, keys, other = clusters
    doors = Door(main.folder), Door(keys.folder)
    at_main, at_keys = doors
    _another_installation(tmp_path, other)
    behind = {
        "DATABASE_URL": at_main.url + SOONER,
        "KEYS_DATABASE_URL": at_keys.url + SOONER,
    }
    try:
        with at_work(tmp_path / "agent", **behind) as sending:
            sending.send_one()
            for cluster in (main, keys):
                _stopped(sending, cluster)
            for door in doors:
                _garbled(sending, door)
            for door in doors:
                _silent(sending, door)
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
    wait_for(sending.send, every=0.5)


def _garbled(sending: Sending, door: Door) -> None:
    door.turn(Does.GARBLE)
    sending.is_told_to_come_again()
    door.turn(Does.PASS)
    wait_for(sending.send, every=0.5)


def _silent(sending: Sending, door: Door) -> None:
    """It accepts and never answers: 503 in time, nobody is told "accepted", and no lease comes."""
    door.turn(Does.SILENT)
    with sending.listens_for(ANSWERED):
        sending.is_told_to_come_again()
    door.turn(Does.PASS)
    wait_for(sending.send, every=0.5)


def _slow(sending: Sending, door: Door) -> None:
    """An answer that comes late may be missed; the batch is sent again and counts once."""
    sending.make()
    door.turn(Does.SLOW)
    with sending.listens_for(LISTENS):
        sending.send()
    door.turn(Does.PASS)
    wait_for(lambda: sending.send() or not sending.agent.spool.rows(), every=0.5)


def _somebody_elses(sending: Sending, door: Door, other: Path, ours: Path) -> None:
    """Another database behind the address: to it the device is unknown, but nobody says so."""
    door.turn(Does.PASS, other)
    sending.is_told_to_come_again()
    door.turn(Does.PASS, ours)
    wait_for(sending.send, every=0.5)


def test_the_answer_that_tells_to_come_again_says_what_to_do():
    message, remedy = TEXTS[Code.UNAVAILABLE]
    assert Code.UNAVAILABLE.status == 503
    assert "Retry-After" in str(remedy)
    assert RETRY_AFTER[Code.UNAVAILABLE] > 0
    assert message
