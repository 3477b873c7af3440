"""Tests say nothing of when and how fast they run, and their children never come back."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import files, parsed, short

CLOCKS = {"clock.now", "clock.today", "datetime.now", "date.today", "datetime.utcnow"}
FORKING = {"tests/children.py", "tests/forked.py", "tests/promises/killed.py"}
"""Where a child is kept from going on with the tests of its parent."""


def forks(path: Path) -> bool:
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func) == "os.fork"
        for node in ast.walk(parsed(path))
    )


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when a module is read: what stands in no function, and decorators."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            given = (*child.decorator_list, *child.args.defaults, *child.args.kw_defaults)
            for part in filter(None, given):
                yield part
                yield from at_import(part)
        elif not isinstance(child, ast.Lambda):
            yield child
            yield from at_import(child)


def early(tree: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in at_import(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
    ]


def test_no_test_takes_a_day_when_it_is_collected():
    """Half an hour later, when it runs, that can be yesterday."""
    found = {short(path): early(parsed(path)) for path in files("tests", suffix=".py")}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("@parametrize('day', [clock.today()])\ndef test(day): pass", [1]),
        ("DAY = clock.now() + timedelta(days=1)", [1]),
        ("def test(day=date.today()): pass", [1]),
        ("def test():\n    return clock.today()", []),
        ("LATER = lambda: clock.now()", []),
    ],
)
def test_a_day_that_is_taken_early_is_found(code, found):
    assert early(ast.parse(code)) == found


def test_a_test_forks_in_one_place():
    """There a child ends whatever happens; elsewhere an error would make it a second run."""
    assert {short(path) for path in files("tests", suffix=".py") if forks(path)} == FORKING
