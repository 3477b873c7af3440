"""Every order in which storing, withdrawing, erasing and dying can meet, over a model.

The model is small (one person, two workers); what it shows of the order of steps the state machine
next door shows of the real acts, and `test_nothing_late` of real processes.
"""

import pytest

from tests.promises import storing_model
from tests.promises.explorer import Explored, explore

BROKEN = {
    "the lock": "something is stored for a dead epoch",
    "the epoch comparison": "something is stored for a dead epoch",
    "the row that decides": "something is stored twice",
    "the idempotency key": "something is stored twice",
    "keys before rows": "an older copy opens what is deleted",
    "the audit row": "the audit log does not match the acts",
    "the sweeper": "what was accepted waits for ever",
}


def explored(without: str = "", crashes: int = 1) -> Explored:
    protocol = storing_model.Protocol(without, crashes=crashes)
    return explore(protocol.first, protocol.moves, storing_model.wrong, storing_model.at_rest)


def test_in_no_order_of_steps_is_a_promise_broken():
    found = explored(crashes=2)
    assert found.wrong == "", found.trace
    assert found.states > 50_000  # it has been somewhere


@pytest.mark.parametrize(("without", "broken"), BROKEN.items())
def test_without_a_guard_an_order_is_found_that_breaks_a_promise(without, broken):
    found = explored(without)
    assert found.wrong == broken, found.trace


def test_the_shortest_way_is_told():
    found = explored("the lock")
    assert found.trace[-1] == "a worker commits"
    held, withdrawn = found.trace.index("a worker holds consent"), found.trace.index("withdraw")
    assert held < withdrawn < found.trace.index("a worker commits")


def test_a_search_that_does_not_end_shows_nothing():
    with pytest.raises(RuntimeError):
        explore(0, lambda n: iter([("on", n + 1)]), lambda _: "", lambda _: True, most=100)
