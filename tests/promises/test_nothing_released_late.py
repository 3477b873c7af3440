"""No withdrawal falls between the reading and the signing of a release, in real processes.

One process builds release after release; another one withdraws and takes part again. Whatever
is signed after a withdrawal returned lacks the person; whatever was signed before is recalled.
"""

import json

import pytest

from tests.promises.prepared import Prepared

PROGRAM = ("tests.promises.released",)
WITHDRAWALS = 30


def carried_out(there: Prepared, *flags: str) -> dict:
    with there.at_work(there.start("build", *flags)):
        there.finish("withdraw", str(WITHDRAWALS), *flags)
    there.finish("settle")
    return json.loads((there.folder / "result.json").read_text())


def assert_none_between(result: dict) -> None:
    assert result["withdrawals"] == WITHDRAWALS
    assert result["ready"] > 3  # the builder was at work
    assert (result["late"], result["unrecalled"]) == (0, 0)


def test_none_falls_between_on_sqlite(on_sqlite):
    assert_none_between(carried_out(on_sqlite))


@pytest.mark.postgres
def test_none_falls_between_on_postgresql(on_postgresql):
    assert_none_between(carried_out(on_postgresql))


def test_without_the_mark_some_would_on_sqlite(on_sqlite):
    result = carried_out(on_sqlite, "--without-mark")
    assert result["late"] + result["unrecalled"] > 0


@pytest.mark.postgres
def test_without_the_mark_some_would_on_postgresql(on_postgresql):
    result = carried_out(on_postgresql, "--without-mark")
    assert result["late"] + result["unrecalled"] > 0
