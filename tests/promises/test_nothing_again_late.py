"""Redacting again writes nothing of what was withdrawn, and loses nothing, in real processes.

Two processes redact the same episodes again and again, every second one to another text; a third
one withdraws and takes part again. Nothing of an ended epoch may be written once the withdrawal
returned, its erasure leaves no row and no key, and every row that is left can be opened.
"""

import json
import signal
import time

import pytest

from tests.promises.prepared import PATIENCE, Prepared

PROGRAM = ("tests.promises.again",)
WITHDRAWALS = 30
AT_WORK = 2
KILLS = 6


def carried_out(there: Prepared, *flags: str) -> dict:
    working = [there.start("again", str(number), *flags) for number in range(AT_WORK)]
    with there.at_work(*working):
        there.finish("withdraw", str(WITHDRAWALS))
    return settled(there)


def killed(there: Prepared) -> dict:
    """Redact again with one process after another, each killed in the middle of it."""
    for number in range(KILLS):
        one = there.start("again", str(number))
        there.until_ready(one)
        time.sleep(0.1 + number * 0.05)
        one.send_signal(signal.SIGKILL)
        assert one.wait(timeout=PATIENCE) == -signal.SIGKILL
        (there.folder / f"ready-{number}").unlink()
    there.finish("withdraw", "0")
    return settled(there)


def settled(there: Prepared) -> dict:
    there.finish("settle")
    return json.loads((there.folder / "result.json").read_text())


def assert_nothing_late(result: dict) -> None:
    assert result["withdrawals"] == WITHDRAWALS
    assert min(result["pieces"]) > WITHDRAWALS  # both were at work
    assert (result["late"], result["rows_left"], result["keys_left"]) == (0, 0, 0)
    assert result["kept"] == 3 * 6


def test_nothing_is_written_late_on_sqlite(on_sqlite):
    assert_nothing_late(carried_out(on_sqlite))


@pytest.mark.postgres
def test_nothing_is_written_late_on_postgresql(on_postgresql):
    assert_nothing_late(carried_out(on_postgresql))


@pytest.mark.postgres
def test_without_the_comparison_it_would_be_on_postgresql(on_postgresql):
    assert carried_out(on_postgresql, "--without-fence")["late"] > 0


def assert_whole_after_kills(result: dict) -> None:
    assert (result["kept"], result["retiring"]) == (3 * 6, 0)


def test_a_kill_in_the_middle_loses_nothing_on_sqlite(on_sqlite):
    assert_whole_after_kills(killed(on_sqlite))


@pytest.mark.postgres
def test_a_kill_in_the_middle_loses_nothing_on_postgresql(on_postgresql):
    assert_whole_after_kills(killed(on_postgresql))
