"""Finds the sentences of the code that a catalogue must have, without gettext's programs."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from django.utils.translation.template import templatize

from tests.architecture.tree import files, short
from tests.catalogues import LOCALE

Key = tuple[str | None, str]
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
_TEXT = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({_TEXT})(?:\s*,\s*({_TEXT}))?", re.DOTALL)


def of_agent() -> dict[Key, str]:
    """Return each sentence of the agent, with a file in which it stands."""
    modules = list(files("capture/agent", suffix=".py"))
    return {key: short(path) for path in modules for key in _of_module(path)}


@cache
def used() -> dict[Key, str]:
    """Return each sentence for people, with a file in which it stands."""
    found: dict[Key, str] = {}
    for path in (*files(suffix=".py"), *files(suffix=".html"), *files(suffix=".txt")):
        if _for_people(path):
            read = _of_module if path.suffix == ".py" else _of_template
            found.update((key, short(path)) for key in read(path))
    return found


def renamed() -> list[str]:
    """Return where a function of gettext is called by a name that makemessages does not know."""
    return [
        f"{short(path)}: {name.name} as {name.asname}"
        for path in files(suffix=".py")
        if _for_people(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name and (name.asname or "_") not in {"_", *PLAIN, *WITH_CONTEXT}
    ]


def _for_people(path: Path) -> bool:
    return not any(fnmatch(short(path), pattern) for pattern in _left_out())


@cache
def _left_out() -> list[str]:
    return (LOCALE / "left-out.txt").read_text(encoding="utf-8").split()


def _of_module(path: Path) -> Iterator[Key]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [part.value for part in node.args if isinstance(part, ast.Constant)]
            if name in PLAIN and texts and isinstance(texts[0], str):
                yield None, texts[0]
            elif name in WITH_CONTEXT and len(texts) > 1:
                yield texts[0], texts[1]


def _of_template(path: Path) -> Iterator[Key]:
    for name, first, second in _CALL.findall(templatize(path.read_text(encoding="utf-8"))):
        if name in WITH_CONTEXT:
            yield ast.literal_eval(first), ast.literal_eval(second)
        else:
            yield None, ast.literal_eval(first)
