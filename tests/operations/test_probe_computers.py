"""The probe with real agent processes: each way in which a promise can fail raises the alarm."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import company as stacked
from tests.stack import BIN, ROOT, Stack, wait_for

SINCE = (
    "from datetime import timedelta\nfrom governance import clock\n"
    "from governance.directory import invented\n"
    "with clock.shifted(timedelta(days=-30)):\n    invented.person('eu')\nanswer = True"
)
PATIENT = (
    "from operations.probe import computers, late, probing\n"
    "probing.GONE, probing.STORED, probing.GRANTED, probing.STOPPED = 180.0, 180.0, 180.0, 60.0\n"
    "computers.STARTED, late.AGAIN = 180.0, 0.5\n"
    "from django.core.cache import cache\n"
    "line = cache._cache.get_client(write=True)\n"
    "line.delete('none', *line.scan_iter(match='*tries:*'))\n"
)
FOUND = """
from governance.accountability.models import ProbeRun
from governance.audit.models import AuditEntry
from governance.consent.models import Consent
from governance.devices.models import Device
answer = {
    "outcome": ProbeRun.objects.get().outcome,
    "entry": AuditEntry.objects.filter(act__startswith="probe").order_by("day").count(),
    "named": AuditEntry.objects.filter(subject=ProbeRun.objects.get().outcome).exists(),
    "devices": Device.objects.filter(owner=invented.owner()).count(),
    "allows": Consent.objects.exclude(decision="withdrawn").count(),
    "texts": [str(one.subject) for one in AuditEntry.objects.filter(act="probe-failed")],
}
"""
COMMAND = """
from io import StringIO
from django.core.management import call_command
out = StringIO()
call_command("probe", stdout=out)
answer = out.getvalue()
"""
ALL_DAY = (
    ", hours=factories.Hours(days=(1, 2, 3, 4, 5, 6, 7), start='00:00', end='00:00', zone='UTC')"
)
BEFORE = "from governance.directory import invented\n"
LEFT = stacked.COUNTS


pytestmark = pytest.mark.chaos


@pytest.fixture(scope="module")
def stack():
    one = Stack(SAYSO_PROBE_PURPOSE="bookings")
    try:
        one.up()
        stacked.make(one, "somebody", more=ALL_DAY)
        one.shell(SINCE)
        yield one
    finally:
        one.down()


def alive(stack: Stack) -> list[int]:
    """The processes of the probe's computers, by the state folder that each names."""
    named = str(stack.var / "probe").encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and named in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:  # it ended meanwhile
            continue
    return found


def cleared(stack: Stack) -> bool:
    """Neither a process nor a state folder of a computer is left."""
    folders = [one for one in (stack.var / "probe").iterdir() if one.is_dir()]
    return not alive(stack) and not folders


def probed(stack: Stack, change: str = "") -> str:
    """Probe once with a change of the probe or of what it meets; return how it ended."""
    run = "\nprobing.probe()\n"
    found = stack.shell(BEFORE + PATIENT + change + run + FOUND)
    assert cleared(stack)
    assert found["devices"] == 0
    assert found["allows"] == 0
    assert found["named"], "the log names the outcome"
    return found["outcome"]


def empty(stack: Stack) -> None:
    """Everything goes in the end; a lock of a worker that was killed lasts a minute."""
    wait_for(lambda: stack.shell(LEFT) == [0, 0, 0], 240, every=1.0)


def test_two_agent_processes_are_granted_record_and_stop_and_an_upload_afterwards_is_refused(stack):
    assert "well" in str(stack.shell(BEFORE + PATIENT + COMMAND))
    assert stack.shell(LEFT) == [0, 0, 0]
    assert cleared(stack)
    assert probed(stack) == "passed"


@pytest.mark.parametrize("says", ["nothing", "so"])
def test_a_computer_that_goes_on_is_found_whatever_it_says_of_itself(stack, says):
    more = (
        ""
        if says == "nothing"
        else (
            "\nwindow = computers._window\n"
            "computers._window = lambda version: (*window(version), '--says-so')\n"
        )
    )
    change = "computers.PROGRAM = 'tests.operations.stubborn_computer'\nprobing.STOPPED = 10.0\n"
    assert probed(stack, change + more) == "device-went-on"
    empty(stack)


def test_an_upload_that_the_server_takes_after_the_withdrawal_is_found(stack):
    stack.kill("web")
    with (stack.var / "web.log").open("ab") as log:
        stack.processes["web"] = subprocess.Popen(
            [str(BIN / "gunicorn"), "tests.operations.leaky_wsgi", "-b", f"127.0.0.1:{stack.port}"],
            cwd=ROOT,
            env=stack.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    wait_for(stack.answers)
    try:
        assert probed(stack) == "late-upload-taken"
        empty(stack)  # the worker's own comparison still stores nothing of it
    finally:
        stack.kill("web")
        stack.start("web")
        wait_for(stack.answers)


def test_a_server_that_answers_no_late_upload_is_no_proof_that_it_refuses(stack):
    change = "late.Late._body = lambda self: b'{}'\n"
    assert probed(stack, change) == "late-upload-untried"
    empty(stack)


ROW = """
import uuid
from django.utils import timezone
from redaction.models import InboxBatch
other = uuid.uuid4()
row = InboxBatch.objects.create(
    owner=invented.owner(), device=uuid.uuid4(), seq=1, key="k" * 22, sealed=b"sealed",
    epochs=[{"purpose": "other", "epoch": str(other)}], accepted_at=timezone.now(),
    state="quarantined", reason="tries-used",
)
"""


def test_a_row_that_stays_is_found(stack):
    assert probed(stack, ROW + "probing.GONE = 8.0\n") == "row-stayed"
    stack.shell(
        "from redaction.models import InboxBatch\nanswer = InboxBatch.objects.all().delete()"
    )


def test_an_agent_that_does_not_start_is_found(stack):
    assert probed(stack, "computers.PROGRAM = 'tests.operations.no_such_program'\n") == "no-agent"


def test_an_agent_that_dies_under_way_is_found(stack):
    change = (
        "held = probing._Probe._held_back\n"
        "def ends(self, epoch):\n"
        "    self.computers[0].process.kill()\n"
        "    self.computers[0].process.wait()\n"
        "    return held(self, epoch)\n"
        "probing._Probe._held_back = ends\n"
    )
    assert probed(stack, change) == "no-agent"
    empty(stack)


def test_without_a_lease_in_time_there_is_no_answer(stack):
    stack.kill("waiting")
    try:
        assert probed(stack, "probing.GRANTED = 3.0\n") == "no-answer"
    finally:
        stack.start("waiting")
        wait_for(stack.holds_requests)


def test_without_a_worker_nothing_is_stored_in_time(stack):
    stack.kill("worker")
    try:
        change = (
            "probing.STORED = 3.0\nfrom django.conf import settings\nsettings.UPLOAD_SLOT = 0\n"
        )
        assert probed(stack, change) == "not-stored"
    finally:
        stack.start("worker")
    empty(stack)


def test_what_nobody_foresaw_is_an_alarm_too(stack):
    change = (
        "def breaks(self):\n    raise ZeroDivisionError\n"
        "probing._Probe._stored = breaks\n"
        "from contextlib import suppress\n"
        "true = probing.probe\n"
        "def quiet():\n    with suppress(ZeroDivisionError):\n        true()\n"
        "probing.probe = quiet\n"
    )
    assert probed(stack, change) == "broke-off"
    empty(stack)


def test_a_probe_that_was_killed_leaves_no_process_and_the_next_one_clears_what_it_left(
    stack, tmp_path
):
    there = tmp_path / "under-way"
    halts = f"""
import pathlib, time
def halts(self, epoch):
    pathlib.Path({str(there)!r}).touch()
    time.sleep(3600)
probing._Probe._held_back = halts
probing.probe()
"""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", BEFORE + PATIENT + halts],
        cwd=ROOT,
        env=stack.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(there.exists, 300)
        assert len(alive(stack)) == 2
        assert stack.shell(stacked.COUNTS)[0] > 0
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    wait_for(lambda: not alive(stack))
    assert not cleared(stack)  # folders, devices and a consent in force: what a kill leaves
    assert probed(stack) == "passed"
    assert stack.shell(LEFT) == [0, 0, 0]


def test_a_second_probe_leaves_the_first_one_alone(stack):
    change = (
        "inside = probing._Probe.run\n"
        "def both(self):\n"
        "    probing.probe()\n"
        "    return inside(self)\n"
        "probing._Probe.run = both\n"
    )
    assert probed(stack, change) == "passed"
