"""Log lines never carry the text of an exception: it can quote what a person typed."""

import ast

from tests.architecture.tree import modules, parsed, short

WITH_CAPTURED_DATA = ("governance", "redaction", "training", "capture", "pages")
LEVELS = {"debug", "info", "warning", "error", "critical", "log"}
COMMAND = "redaction/engine/__main__.py:"
"""A command: it answers on its own standard output and error."""
LOGGERS = {"log", "logger", "logging", "_log"}


def log_calls(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in LOGGERS:
                yield node


def test_no_stack_is_written_to_a_log():
    loud = [
        f"{short(path)}:{call.lineno}"
        for path in modules(*WITH_CAPTURED_DATA)
        for call in log_calls(parsed(path))
        if call.func.attr == "exception" or any(k.arg == "exc_info" for k in call.keywords)
    ]
    assert loud == []


def test_of_an_exception_a_log_tells_its_class_or_code_alone():
    quoted = []
    for path in modules(*WITH_CAPTURED_DATA):
        for handler in ast.walk(parsed(path)):
            if isinstance(handler, ast.ExceptHandler) and handler.name:
                quoted += [
                    f"{short(path)}:{call.lineno}"
                    for call in log_calls(handler)
                    if call.func.attr in LEVELS and _quotes(call, handler.name)
                ]
    assert quoted == []


def _quotes(call: ast.Call, name: str) -> bool:
    """Tell whether a call is handed the exception or its arguments: a code or a class may go."""
    uses = [
        ast.unparse(node)
        for node in ast.walk(call)
        if isinstance(node, ast.Name | ast.Attribute | ast.Call)
    ]
    bare = uses.count(name) - sum(
        use.startswith(f"{name}.") and use.count(".") == 1 for use in uses
    )
    return bare > uses.count(f"type({name})") or f"{name}.args" in uses


def test_nothing_is_printed_by_the_server():
    printing = [
        f"{short(path)}:{node.lineno}"
        for path in modules("governance", "redaction", "training", "pages", "capture/ingest")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert [line for line in printing if not line.startswith(COMMAND)] == []
