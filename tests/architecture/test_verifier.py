"""The verifier is one file that shares no line of the server and needs cryptography alone."""

import ast
import sys

from tests.architecture.tree import ROOT, parsed


def test_the_verifier_imports_the_standard_library_and_cryptography_alone():
    imported = set()
    for node in ast.walk(parsed(ROOT / "verify.py")):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module.split(".")[0])
    assert imported - sys.stdlib_module_names == {"cryptography"}


def test_the_verifier_loads_nothing_by_another_way():
    calls = {
        node.func.id
        for node in ast.walk(parsed(ROOT / "verify.py"))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"__import__", "exec", "eval"}
    assert "importlib" not in (ROOT / "verify.py").read_text()


def test_the_server_does_not_import_the_verifier():
    from tests.architecture.tree import modules

    for path in modules():
        for node in ast.walk(parsed(path)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert "verify" not in names, path
