"""Modules say what they are for and stay small enough to be read at once."""

import ast

from tests.architecture.tree import PRODUCT, files, modules, parsed, short

LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
ONE_DOCUMENT = {"governance/consent/receipts.py:_receipt"}
"""A JSON document written out as it is sent: cut up, it could not be compared with its standard."""


def test_no_module_is_longer_than_400_lines():
    measured = {
        short(path): len(path.read_text().splitlines()) for path in modules(*PRODUCT, "tests")
    }
    assert {name: n for name, n in measured.items() if n > LONGEST_MODULE} == {}


def test_every_module_says_what_it_is_for():
    silent = [short(p) for p in modules() if p.read_text().strip() and not _says(p)]
    assert silent == []


def _says(path):
    return ast.get_docstring(parsed(path))


def test_no_function_is_longer_than_40_lines():
    long = {}
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.body[0].lineno + 1
                if ast.get_docstring(node) and len(node.body) > 1:
                    lines = node.end_lineno - node.body[1].lineno + 1
                if lines > LONGEST_FUNCTION:
                    long[f"{short(path)}:{node.name}"] = lines
    assert set(long) - ONE_DOCUMENT == set()


def test_there_are_no_drawers_for_everything():
    drawers = {"utils", "util", "helpers", "misc", "common"}
    assert [short(path) for path in files(*PRODUCT) if path.stem in drawers] == []
