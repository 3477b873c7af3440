"""Full disks: nothing is taken that could not be kept, and what was taken is kept."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from operations.launch import postgres
from tests.chaos.disks import Disk, small_disk
from tests.chaos.sending import SHORT, STORED, Sending, at_work
from tests.stack import Stack, wait_for

pytestmark = pytest.mark.chaos

LOGS = ("web", "waiting", "sequencer", "worker", "beat")
SETTINGS = (*postgres.FAST, "autovacuum=off", "checkpoint_timeout=1h", "max_wal_size=1GB")
"""No row is cleared away meanwhile, and no part of the write-ahead log used again."""


def test_with_a_full_disk_nothing_is_accepted_and_what_was_is_kept(tmp_path):
    with small_disk(48) as disk:
        if not disk.mounted:
            pytest.skip("no right to mount a small disk")
        stack = Stack(
            **SHORT,
            DATABASE_URL=f"sqlite:///{disk.here / 'main.sqlite3'}",
            KEYS_DATABASE_URL=f"sqlite:///{disk.here / 'keys.sqlite3'}",
        )
        for name in LOGS:  # these have no room either
            (stack.var / f"{name}.log").symlink_to(disk.here / f"{name}.log")
        with at_work(tmp_path / "agent", stack=stack) as sending:
            sending.stack.kill("worker")  # what is accepted waits
            sending.send_one()
            disk.fill()  # what comes free in pages that are there takes some batches first
            wait_for(sending.told_to_come_again)
            sending.stack.start("worker")
            wait_for(sending.told_to_come_again)
            disk.free()
            sending.delivers()


def test_with_full_disks_under_postgresql_nothing_is_accepted_and_what_was_is_kept(tmp_path):
    with ExitStack() as ends:
        rows, log, small = (ends.enter_context(small_disk(size)) for size in (96, 96, 2))
        cluster = ends.enter_context(_cluster(rows, log))
        databases = {
            "DATABASE_URL": cluster.url,
            "KEYS_DATABASE_URL": cluster.url.replace("/postgres", "/keys"),
        }
        sending = ends.enter_context(at_work(tmp_path / "agent", **databases))
        _no_room_for_what_is_redacted(sending, cluster, small)
        sending.delivers()
        _no_room_for_rows(sending, rows)
        _no_room_for_the_log(sending, log, cluster)
        sending.delivers()


@contextmanager
def _cluster(rows: Disk, log: Disk) -> Iterator[postgres.Cluster]:
    """A PostgreSQL with both databases on one small disk and its write-ahead log on another."""
    programs, whom = postgres.binaries(), postgres.account()
    home = Path(tempfile.mkdtemp(prefix="sayso-pg-"))
    home.chmod(0o755)
    folder, data = home / "one", rows.here / "data"
    cluster = postgres.Cluster(folder, programs, whom, SETTINGS)
    try:
        for made in (folder, data, log.here / "wal"):
            _make(made, whom)
        folder.chmod(0o755)
        (folder / "data").symlink_to(data)
        cluster._run(
            *("initdb", "-A", "trust", "-U", postgres.OWNER, "-E", "UTF8", "--locale=C"),
            *("--no-sync", "--wal-segsize=1", "--waldir", str(log.here / "wal")),
        )
        cluster.serve()
        created = [str(programs / "createdb"), "-h", str(folder), "-U", postgres.OWNER, "keys"]
        subprocess.run(created, check=True)
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


def _make(folder: Path, whom: postgres.Account) -> None:
    """Make a folder that belongs to PostgreSQL."""
    folder.mkdir(mode=0o700)
    if whom:
        os.chown(folder, whom["user"], whom["group"])


def _no_room_for_what_is_redacted(sending: Sending, cluster: postgres.Cluster, disk: Disk) -> None:
    """What cannot be stored waits whole, and no try is counted against it."""
    place = disk.here / "place"
    _make(place, cluster.account)
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        connection.execute("ALTER TABLE training_episode SET TABLESPACE small")
    disk.fill()
    sending.send_one()
    log = sending.stack.var / "worker.log"
    wait_for(lambda: "batch waits: OperationalError" in log.read_text(errors="replace"))
    assert sending.stack.shell(STORED) == [[], 1]
    disk.free()


def _no_room_for_rows(sending: Sending, disk: Disk) -> None:
    """No table can grow: nothing is taken once the pages that are there are full."""
    disk.fill()
    wait_for(sending.upload_refused)
    disk.free()


def _no_room_for_the_log(sending: Sending, disk: Disk, cluster: postgres.Cluster) -> None:
    """PostgreSQL ends itself; it has to be started again, and then all that was taken is there."""
    sending.send_one()
    disk.fill()
    wait_for(lambda: _ends(cluster))
    sending.is_told_to_come_again()
    disk.free()
    cluster.serve()


def _ends(cluster: postgres.Cluster) -> bool:
    """Go through the write-ahead log as time would; tell whether the server has ended by it."""
    try:
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute("SELECT pg_create_restore_point('one more')")
            connection.execute("SELECT pg_switch_wal()")
    except psycopg.OperationalError:
        return cluster.process is not None and cluster.process.poll() is not None
    return False
