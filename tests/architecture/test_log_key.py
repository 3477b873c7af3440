"""One command alone declares that its process is the sequencer, and reads the key of the log."""

import ast

from tests.architecture.tree import modules, parsed, short

DECLARING = {"operations/management/commands/sequence.py"}
USING = {"governance/keys/signers.py", "governance/keys/rotation.py", "governance/audit/known.py"}


def uses(path) -> set[str]:
    """Return what a module uses of `log_key`, however it is imported."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.module == "governance.keys.log_key":
            found |= {name.name for name in node.names}
        if isinstance(node, ast.Import) and any("log_key" in name.name for name in node.names):
            found.add("*")
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("log_key"):
            found.add(node.attr)
    return found


FOUND = {
    short(path): used
    for path in modules()
    if short(path) != "governance/keys/log_key.py" and (used := uses(path))
}


def test_the_sequencers_command_alone_declares_itself():
    assert {name for name, used in FOUND.items() if used & {"hold", "*"}} == DECLARING


def test_nobody_else_touches_the_key():
    assert set(FOUND) == DECLARING | USING


def test_the_file_is_read_in_one_place():
    reading = {
        short(path)
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr == "LOG_KEY_FILE"
    }
    assert reading == {"governance/keys/log_key.py"}
