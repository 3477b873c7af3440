"""A legal hold reaches what was stored before it was placed, whoever stores at that moment.

Three processes accept, redact and store batches as fast as they can; another places holds. What was
not stored when the placing of one returned must never be in it, what was stored before it began
must be, and in the end all of it can be erased.
"""

import json

import pytest

from tests.promises.prepared import Prepared

PROGRAM = ("tests.promises.forward", "redaction.engines:engine")
WRITERS = 3
PLACED = 24
ON_ONE_LOCK = 10
"""On SQLite each placing waits until writers that take turns let it through."""


def carried_out(there: Prepared, *flags: str, placed: int = PLACED) -> dict:
    writing = [there.start("write", str(number)) for number in range(1, WRITERS + 1)]
    with there.at_work(*writing):
        there.finish("place", str(placed), *flags)
    there.finish("settle")
    return json.loads((there.folder / "result.json").read_text())


def assert_none_looks_forward(result: dict, placed: int = PLACED) -> None:
    assert result["placed"] == placed
    assert result["stored"] > placed  # the writers were at work
    assert (result["late"], result["lost"]) == (0, 0)
    assert (result["rows_left"], result["keys_left"], result["unfinished"]) == (0, 0, 0)


def test_no_hold_looks_forward_on_sqlite(on_sqlite):
    assert_none_looks_forward(carried_out(on_sqlite, placed=ON_ONE_LOCK), ON_ONE_LOCK)


@pytest.mark.postgres
def test_no_hold_looks_forward_on_postgresql(on_postgresql):
    assert_none_looks_forward(carried_out(on_postgresql))


@pytest.mark.postgres
def test_without_the_fence_one_would_on_postgresql(on_postgresql):
    assert carried_out(on_postgresql, "--without-fence")["late"] > 0
