"""Promise 2: nothing is stored after a withdrawal, whoever writes at that moment.

Three processes accept, redact and store batches as fast as they can; another withdraws and allows
again, 200 times. Whatever was not stored when a withdrawal returned must never be.
"""

import json

import pytest

from tests.promises.prepared import PATIENCE, Prepared

PROGRAM = ("tests.promises.late", "redaction.engines:engine")
WRITERS = 3
WITHDRAWALS = 200


def carried_out(
    there: Prepared,
    withdrawals: int,
    *flags: str,
    writers: int = WRITERS,
    erasures: int = 0,
    patience: float = PATIENCE,
) -> dict:
    """Run all processes; return what was found in the end.

    `erasures` is how many are carried out in the end, 0 for all; `patience` the seconds that the
    withdrawals, and then those erasures, may take.
    """
    writing = [there.start("write", str(number), *flags) for number in range(1, writers + 1)]
    with there.at_work(*writing):
        there.finish("withdraw", str(withdrawals), patience=patience)
    there.finish("settle", str(erasures), patience=patience)
    return json.loads((there.folder / "result.json").read_text())


def assert_nothing_late(result: dict, withdrawals: int) -> None:
    assert result["withdrawals"] == withdrawals
    assert result["stored"] > withdrawals  # the writers were at work
    assert result["late"] == 0
    assert (result["rows_left"], result["keys_left"], result["waiting"]) == (0, 0, 0)
    assert result["unfinished"] == 0


def test_no_late_row_on_sqlite(on_sqlite):
    result = carried_out(on_sqlite, WITHDRAWALS)
    assert_nothing_late(result, WITHDRAWALS)


@pytest.mark.postgres
def test_no_late_row_on_postgresql(on_postgresql):
    result = carried_out(on_postgresql, WITHDRAWALS)
    assert_nothing_late(result, WITHDRAWALS)


def test_without_the_fence_rows_come_late_on_sqlite(on_sqlite):
    result = carried_out(on_sqlite, 40, "--without-fence")
    assert result["late"] > 0


@pytest.mark.postgres
def test_without_the_fence_rows_come_late_on_postgresql(on_postgresql):
    result = carried_out(on_postgresql, 40, "--without-fence")
    assert result["late"] > 0
