"""After an erasure nothing of the person can be read: not as text, and not with any key left.

Markers are planted through the real way: typed at an agent, sealed, sent, redacted, stored, and
some of them caught at each stop of it. Then every file, Valkey and every key is searched.
"""

import sqlite3
from contextlib import ExitStack, closing

import pytest

from capture.agent.core import Agent
from capture.protocol.content import Episode
from tests import agents, company, markers
from tests.stack import PATIENCE, Stack, wait_for

pytestmark = pytest.mark.chaos

WORDS = (
    "seven wet lemons under canvas",
    "nine dry plums under canvas",
    "six ripe figs under canvas",
)
"""Stored, waiting in the inbox, in the spool of the device."""

READ = """
from governance.directory.models import Employee
from training import own
e = Employee.objects.get(email="ines@kestrel.example")
answer = [text for view in own.every(e.owner) for text in view.texts]
"""
ERASE = """
from governance.directory.models import Employee
from governance.consent import decisions
from governance.erasure.begin import begin_erasure
from django.db import transaction
e = Employee.objects.get(email="ines@kestrel.example")
with transaction.atomic():
    decisions.end_all(e)
    begin_erasure(e.owner, everything=True)
answer = True
"""
DONE = """
from datetime import timedelta
from governance import clock
from governance.erasure import run
from governance.erasure.models import Erasure
with clock.shifted(timedelta(seconds=61)):  # the minute in which workers' copies of keys end
    for one in run.unfinished():
        run.advance(one)
row = Erasure.objects.get(everything=True)
answer = row.counts if row.state == "done" else None
"""
OPEN_ALL = """
from governance.audit import closed
from governance.audit.models import AuditClosed
from governance.consent.models import ConsentRecord
from governance.consent import receipts
from governance.errors import Refusal
from governance.keys import ring, sealing
from training import vault
from training.models import Episode
def opens(call, *arguments):
    try:
        call(*arguments)
    except (ring.KeyGone, sealing.SealBroken):
        return 0
    return 1
rows = [(vault.open_row, row) for row in Episode.objects.all()]
owners = {row.owner for row in Episode.objects.all()}
rows += [(closed.opened, r) for r in AuditClosed.objects.filter(owner__in=owners)]
rows += [(ring.person_open, r.owner, r.sealed, receipts.label(r.pk))
         for r in ConsentRecord.objects.filter(owner__in=owners)]
answer = [len(rows), sum(opens(*row) for row in rows)]
"""


@pytest.fixture
def stack():
    running = Stack(SAYSO_UPLOAD_SLOT="1")
    try:
        running.up()
        yield running
    finally:
        running.down()


def in_copy(stack: Stack, folder: str) -> list[int]:
    """Open with the keys of today what a copy of the main database holds; return (rows, opened)."""
    now = stack.environment["DATABASE_URL"]
    stack.environment["DATABASE_URL"] = f"sqlite:///{folder}/sayso.sqlite3"
    try:
        return stack.shell(OPEN_ALL)
    finally:
        stack.environment["DATABASE_URL"] = now


def copied(stack: Stack, folder) -> str:
    """Copy the main database, page by page, while processes write to it."""
    folder.mkdir()
    with (
        closing(sqlite3.connect(stack.var / "sayso.sqlite3", timeout=PATIENCE)) as theirs,
        closing(sqlite3.connect(folder / "sayso.sqlite3")) as ours,
    ):
        theirs.backup(ours)
    return str(folder)


def send(agent: Agent, episode: Episode) -> None:
    """Send an episode, and see that it was taken; who is busy may ask to come again."""
    agent.spool.add(episode)

    def taken() -> bool:
        agent.upload_once()
        return not agent.spool.rows()

    wait_for(taken, every=0.5)


def test_after_an_erasure_nothing_can_be_read_anywhere(stack, tmp_path):
    company.make(stack, agents.own_login())
    state = agents.enrol(stack, company.EMAIL, tmp_path / "agent")
    stack.shell(company.ALLOW)
    with ExitStack() as ends:
        agent = agents.opened(ends, state)
        agents.say_yes(agent)
        stored, waits, unsent = (agents.typed(agent, words) for words in WORDS)  # under its lease
        send(agent, stored)
        wait_for(lambda: stack.shell(READ) == [WORDS[0]], every=1.0)
        stack.kill("worker")
        send(agent, waits)
        agent.spool.add(unsent)
        before = copied(stack, tmp_path / "older")
        rows, opened = in_copy(stack, before)
        assert rows == opened > 5  # what is searched for could be found

        stack.shell(ERASE)
        stack.start("worker")
        agent.wait_once()
        assert not agent.spool.rows()
        counts = wait_for(lambda: stack.shell(DONE), 300, every=3.0)
        assert counts["episodes"] == 1
        assert counts["inbox"] == 1

    assert in_copy(stack, before) == [rows, 0]
    assert markers.found_in_files(WORDS, stack.var, tmp_path) == []
    assert markers.found_in_valkey(WORDS, stack.valkey.socket) == []
