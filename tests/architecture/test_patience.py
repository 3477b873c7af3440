"""No test fails because the computer is busy: what waits for an answer is told for how long."""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import files, parsed, short

ASKING = {f"httpx.{name}" for name in ("get", "post", "put", "request", "stream", "Client")}
"""They give up after five seconds unless they are told otherwise."""
FILES = [*files("tests", suffix=".py")]


def calls(tree: ast.Module) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def hasty(call: ast.Call) -> bool:
    given = {word.arg for word in call.keywords}
    return ast.unparse(call.func) in ASKING and not given & {"timeout", "transport"}


def hurried(call: ast.Call) -> bool:
    """Tell whether hypothesis would take a slow computer for a finding."""
    given = {word.arg: ast.unparse(word.value) for word in call.keywords}
    slow = given.get("suppress_health_check", "list(HealthCheck)")
    known = "too_slow" in slow or slow == "list(HealthCheck)"
    return not known or given.get("deadline", "None") != "None"


def found(path: Path, wrong) -> list[str]:
    return [f"{short(path)}:{call.lineno}" for call in calls(parsed(path)) if wrong(call)]


def test_every_call_over_http_says_how_long_it_waits():
    assert [place for path in FILES for place in found(path, hasty)] == []


def test_no_example_of_hypothesis_has_a_deadline():
    assert [place for path in FILES for place in found(path, hurried)] == []


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("httpx.get(url)", True),
        ("httpx.Client(trust_env=False)", True),
        ("httpx.get(url, timeout=60)", False),
        ("httpx.Client(transport=httpx.MockTransport(handle))", False),
        ("other.get(url)", False),
    ],
)
def test_a_call_without_patience_is_found(code, wrong):
    (call, *_more) = calls(ast.parse(code))
    assert hasty(call) is wrong


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("settings(max_examples=3)", False),
        ("settings(deadline=200)", True),
        ("settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])", False),
        ("settings(suppress_health_check=[HealthCheck.function_scoped_fixture])", True),
    ],
)
def test_a_deadline_is_found(code, wrong):
    (call,) = calls(ast.parse(code))
    assert hurried(call) is wrong
