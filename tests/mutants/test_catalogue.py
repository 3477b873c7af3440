"""The guards are where the catalogue says, and the tests that guard them have these names.

That each test goes red without its guard is shown by `.venv/bin/python -m tests.mutants`.
"""

from pathlib import Path

import pytest

from tests.mutants.catalogue import MUTANTS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name.replace(" ", "-"))
def test_each_guard_is_there_once_and_has_a_test(mutant):
    assert (ROOT / mutant.path).read_text().count(mutant.old) == 1
    assert mutant.red
    for test in mutant.red:
        path, _, name = test.partition("::")
        assert f"\ndef {name}(" in (ROOT / path).read_text()
