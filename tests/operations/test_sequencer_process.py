"""The sequencer is a process of its own: no broker, no end by a fault, a clean end when asked."""

import signal
import threading

import pytest

from governance.leases import restored
from operations import rounds
from operations.rounds import Guard, Round
from tests.stack import PATIENCE, Stack, wait_for

WAITING = (
    "from governance.audit import sequencer; s = sequencer.state(); answer = [s.size, s.waiting]"
)
WRITE = """
from django.db import transaction
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, record
with transaction.atomic():
    record(Act.FIGURES_MADE, SYSTEM)
answer = 1
"""


@pytest.fixture
def alone():
    """The sequencer's process without Valkey, web or worker; its database is not made yet."""
    stack = Stack()
    try:
        stack.start("sequencer")
        yield stack
    finally:
        stack.down()


def log_of(stack: Stack) -> str:
    return (stack.var / "sequencer.log").read_text(errors="replace")


def test_it_needs_no_broker_outlives_a_database_that_is_away_and_ends_cleanly(alone):
    wait_for(lambda: "sequence failed" in log_of(alone))
    alone.manage("migrate", "-v", "0")
    wait_for(lambda: "sequence works again" in log_of(alone))
    alone.shell(WRITE)
    wait_for(lambda: alone.shell(WAITING)[1] == 0)
    assert alone.shell(WAITING)[0] > 0
    process = alone.processes.pop("sequencer")
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0


def test_a_round_that_fails_comes_again_and_holds_no_other_up():
    stop, seen = threading.Event(), []

    def fails():
        raise ZeroDivisionError

    def works():
        seen.append(1)
        if len(seen) == 3:
            stop.set()

    rounds.run((Round("fails", 0.01, fails), Round("works", 0.01, works)), stop)
    assert len(seen) >= 3


def test_a_failure_that_lasts_is_said_once_by_its_kind_alone(caplog):
    def fails():
        raise ValueError("a person's name")

    guard = Guard(Round("sequence", 1.0, fails))
    for _ in range(20):
        assert not guard.once()
    assert caplog.messages == ["sequence failed: ValueError"]


def test_nothing_is_done_while_a_restore_has_not_ended(settings):
    restored.mark().parent.mkdir(parents=True, exist_ok=True)
    restored.mark().write_text("")
    done = []
    assert Guard(Round("sequence", 1.0, lambda: done.append(1))).once()
    assert done == []
    restored.mark().unlink()
