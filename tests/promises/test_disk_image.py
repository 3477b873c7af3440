"""A disk image of a computer restored from last week: refused by epoch, erased, nothing is sent.

Real files are copied, agents run as processes, and the server is the whole product.
"""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing, contextmanager, suppress

import pytest

from capture.agent.calls import Refused
from capture.agent.control import Command, Do, NotRunning, Status, ask
from capture.agent.state_folder import StateFolder
from capture.protocol.codes import Code
from capture.protocol.messages import Accepted, Reply
from tests import agents, company
from tests.stack import PATIENCE, ROOT, Stack, wait_for

pytestmark = pytest.mark.chaos

MARKS = """
from governance.devices.models import Device
answer = sorted(Device.objects.values_list("accepted", flat=True))
"""
REVOKED = """
from governance.devices.models import Device
answer = Device.objects.filter(revoked=True).count()
"""
WINDOW = ("Mousepad", "/usr/bin/mousepad")


@pytest.fixture
def stack():
    one = Stack(SAYSO_UPLOAD_SLOT="86400")  # hardly a slot comes while a process runs here
    try:
        one.up()
        company.make(one, agents.own_login())
        yield one
    finally:
        one.down()


@contextmanager
def computer(state: StateFolder):
    """The agent of a state folder as a process, on a desktop that is played."""
    command = [sys.executable, "-m", "operations.probe.computer", str(state.path), *WINDOW]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def status(state: StateFolder) -> Status | None:
    try:
        return ask(state.path, Command(do=Do.STATUS)).status
    except NotRunning:
        return None


def on_air(state: StateFolder) -> bool:
    found = status(state)
    for question in found.questions if found else ():
        with suppress(NotRunning):  # it is busy: the question is still there the next time
            ask(state.path, Command(do=Do.ANSWER, question=question.id, reply=Reply.YES))
    return found is not None and found.lamp == "on"


def spooled(state: StateFolder) -> dict[str, int]:
    """What lies in the file of the spool."""
    counts = {
        "episodes": "SELECT count(*) FROM episode",
        "keys": "SELECT count(*) FROM stretch",
        "batches": "SELECT count(*) FROM outgoing WHERE length(body) > 0",
    }
    place = f"file:{state.path}/spool.sqlite3?mode=ro"
    with closing(sqlite3.connect(place, PATIENCE, uri=True)) as spool:
        return {name: spool.execute(sql).fetchone()[0] for name, sql in counts.items()}


NOTHING = {"episodes": 0, "keys": 0, "batches": 0}


def recorded(stack: Stack, *folders) -> list[StateFolder]:
    """Computers on which processes have recorded; nothing of it has been sent: web is down."""
    states = [agents.enrol(stack, company.EMAIL, folder) for folder in folders]
    with ExitStack() as on:
        for state in states:
            on.enter_context(computer(state))
        wait_for(lambda: all(on_air(state) for state in states), every=0.3)
        stack.kill("web")  # a slot that comes after all finds nobody
        wait_for(lambda: all(spooled(state)["episodes"] for state in states), every=0.3)
    return states


def imaged(state: StateFolder, image) -> None:
    shutil.copytree(state.path, image)


def restored(state: StateFolder, image) -> StateFolder:
    """Put the files of the image in the place of those that are there now."""
    shutil.rmtree(state.path)
    shutil.copytree(image, state.path)
    return StateFolder(state.path)


def interrupted(stack: Stack, state: StateFolder) -> None:
    """Let an upload find no server, so that a batch is on its way in the files; then it is back."""
    with ExitStack() as ends:
        agent = agents.opened(ends, state)
        agent.wait_once()
        agent.upload_once()
        assert agent.spool.outgoing().body
    stack.start("web")
    wait_for(stack.answers)


def test_an_image_of_last_week_is_refused_by_its_epoch_and_erased_and_nothing_is_sent(
    stack, tmp_path
):
    stack.shell(company.ALLOW)
    first, second = recorded(stack, tmp_path / "first", tmp_path / "second")
    interrupted(stack, first)
    for state in (first, second):
        imaged(state, state.path.with_suffix(".image"))
    stack.shell(company.WITHDRAW)  # in the browser; neither computer is on since the image

    # it uploads before it hears anything else: its genuine batch is refused by the epoch alone
    state = restored(first, tmp_path / "first.image")
    assert spooled(state)["batches"] == 1
    with ExitStack() as ends:
        agent = agents.opened(ends, state)
        body, url = agent.spool.outgoing().body, agent._parts.identity.enrolled.upload_url
        with pytest.raises(Refused) as refused:
            agent.calls.post(url, body, Accepted)
        assert refused.value.code is Code.CONSENT_ENDED
        agent.upload_once()
    assert spooled(state) == NOTHING

    # a process on the other one asks for a lease first, and is told what to erase
    state = restored(second, tmp_path / "second.image")
    assert spooled(state)["episodes"] > 0
    with computer(state) as process:
        wait_for(lambda: spooled(state) == NOTHING, every=0.2)
        assert wait_for(lambda: status(state)).lamp == "off"
        assert process.poll() is None

    # the same image once more, when the device has called since: a copied key, so it ends
    state = restored(second, tmp_path / "second.image")
    with computer(state) as process:
        assert process.wait(PATIENCE) == 1
    assert spooled(state) == NOTHING
    assert state.read("spool.key") is None, "what an older copy of the file holds opens no more"
    assert stack.shell(REVOKED) == 1

    assert stack.shell(MARKS) == [0, 0]
    wait_for(lambda: stack.shell(company.COUNTS) == [0, 0, 0], every=1.0)
