"""Every setting that is read is described, and nothing else is."""

import ast
import re

from django.conf import global_settings

from tests.architecture.tree import PRODUCT, ROOT, files, parsed


def read_settings() -> set[str]:
    """Return the variables that `config/settings.py` reads through `env`."""
    found = set()
    for node in ast.walk(parsed(ROOT / "config" / "settings.py")):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner, first = node.func.value, node.args[0] if node.args else None
            if isinstance(owner, ast.Name) and owner.id == "env":
                assert isinstance(first, ast.Constant), "a setting is read by its plain name"
                found.add(first.value)
    return found


def described_settings() -> set[str]:
    """Return the variables in the first cells of the tables of `docs/settings.md`."""
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    cells = (line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))
    return {name for cell in cells for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", cell)}


def test_every_setting_is_in_the_document():
    assert read_settings() - described_settings() == set()


def test_the_document_describes_no_setting_that_nobody_reads():
    assert described_settings() - read_settings() == set()


def test_settings_take_the_environment_through_env_alone():
    text = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    assert "os.environ" not in text
    assert "getenv" not in text


def test_no_setting_is_read_for_nothing():
    source = parsed(ROOT / "config" / "settings.py")
    own = {
        node.targets[0].id
        for node in source.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func).startswith("env.")
        and not hasattr(global_settings, node.targets[0].id)
        and not node.targets[0].id.startswith("CELERY_")
    }
    used = {
        node.id
        for node in ast.walk(source)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    text = "".join(path.read_text() for path in files(*PRODUCT, suffix=".py"))
    assert own
    assert {name for name in own - used if f"settings.{name}" not in text} == set()
