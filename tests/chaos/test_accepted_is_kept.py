"""Accepted is kept: kill -9 of anything, and every acknowledged batch is stored exactly once."""

import itertools
import random
import time
from contextlib import ExitStack

import pytest

from capture.agent.calls import Refused, Unreachable
from tests import agents, company
from tests.stack import Stack, wait_for

pytestmark = pytest.mark.chaos

BATCHES = 24
VICTIMS = ("worker", "web", "valkey", "worker", "waiting", "beat")


@pytest.fixture
def stack():
    running = Stack(SAYSO_UPLOAD_SLOT="1")
    running.up()
    yield running
    running.down()


def restart(stack: Stack, name: str) -> None:
    stack.kill(name)
    time.sleep(random.random())
    if name == "valkey":
        stack.valkey.start()
    else:
        stack.start(name)
    if name == "web":
        wait_for(stack.answers, 60)


def test_every_acknowledged_batch_is_stored_exactly_once(stack, tmp_path):
    company.make(stack, agents.own_login())
    state = agents.enrol(stack, company.EMAIL, tmp_path / "agent")
    stack.shell(company.ALLOW)
    victims = itertools.cycle(VICTIMS)
    with ExitStack() as ends:
        agent = agents.opened(ends, state)
        agents.say_yes(agent)
        for number in range(BATCHES):
            agent.spool.add(agents.typed(agent, f"routine entry of row {number}"))
            if number % 4 == 1:
                restart(stack, next(victims))
            try:
                agent.upload_once()
            except (Unreachable, Refused):
                continue  # it is sent again, with the same bytes

        def everything_is_acknowledged() -> bool:
            try:
                agent.upload_once()
            except (Unreachable, Refused):
                return False
            return not agent.spool.rows()

        wait_for(everything_is_acknowledged, 60)
    wait_for(lambda: stack.shell(company.COUNTS)[:2] == [BATCHES, 0], 170, every=1.0)
