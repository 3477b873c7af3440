"""No journey reads a page that it did not wait for."""

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
READERS = {"sound.py", "keyboard.py", "conftest.py", Path(__file__).name}
"""Files that may read at once: they wait themselves, or are called once the page is there."""
AT_ONCE = frozenset(
    [
        "all",
        "all_inner_texts",
        "all_text_contents",
        "content",
        "inner_html",
        "inner_text",
        "input_value",
        "is_checked",
        "is_disabled",
        "is_editable",
        "is_enabled",
        "is_hidden",
        "is_visible",
        "query_selector",
        "query_selector_all",
        "text_content",
        "title",
        "wait_for_function",
        "wait_for_timeout",
    ]
)
"""What Playwright answers at once, of whatever page is there; and two waits that are none: our
pages forbid what `wait_for_function` needs, and no number of milliseconds is enough everywhere."""


def hasty(text: str) -> list[str]:
    """Return the lines and words of a journey that read a page without waiting."""
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.Call) and _is_hasty(node)) or _is_address(node)
    ]


def _is_hasty(call: ast.Call) -> bool:
    """Tell whether a call asks the page at once; databases (`objects`) are no pages."""
    if not isinstance(call.func, ast.Attribute) or ".objects." in ast.unparse(call.func):
        return False
    name = call.func.attr
    counts = name == "count" and not call.args
    return name in AT_ONCE or counts or (name == "evaluate" and _is_page(call.func.value))


def _is_address(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "url" and _is_page(node.value)


def _is_page(node: ast.expr) -> bool:
    return "page" in {getattr(node, "id", None), getattr(node, "attr", None)}


@pytest.mark.parametrize(
    "name", sorted(path.name for path in HERE.glob("*.py") if path.name not in READERS)
)
def test_a_journey_waits_for_what_it_reads(name):
    assert hasty((HERE / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        'assert opened.page.locator("h1").inner_text() == "Done."',
        'assert page.locator("tr").count() == 1',
        'assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320',
        'assert "/home/" in opened.page.url',
        "page.wait_for_timeout(200)",
        'groups = page.locator("span").all()',
    ],
)
def test_what_does_not_wait_is_found(line):
    assert len(hasty(line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        'expect(page.locator("tr")).to_have_count(1)',
        "assert AuditEntry.objects.filter(act=Act.LOG_EXPORTED).count() == 2",
        'assert page.locator(".digits").evaluate("e => e.offsetHeight") > 50',
        'page.wait_for_url("**/home/")',
    ],
)
def test_what_waits_is_let_be(line):
    assert hasty(line) == []
