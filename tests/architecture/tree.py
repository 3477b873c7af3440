"""What the tests of structure read: the files of this checkout, and nothing installed or kept."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = (
    "config",
    "governance",
    "training",
    "redaction",
    "capture",
    "pages",
    "operations",
    "demo",
)
NOT_OURS = {"var", "__pycache__", "node_modules", "build", "dist"}


def files(*folders: str, suffix: str = "") -> Iterator[Path]:
    """Yield the files below some folders, or below the whole checkout."""
    for folder in folders or (".",):
        for path in sorted((ROOT / folder).rglob(f"*{suffix}")):
            parts = path.relative_to(ROOT).parts
            hidden = any(part.startswith(".") and part not in (".ci",) for part in parts[:-1])
            if path.is_file() and not hidden and not NOT_OURS & set(parts):
                yield path


def modules(*folders: str) -> Iterator[Path]:
    """Yield the Python modules of the product, or of some folders, without migrations."""
    for path in files(*(folders or PRODUCT), suffix=".py"):
        if "migrations" not in path.parts:
            yield path


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
