"""What the tests of structure read: the files of this checkout, and nothing installed or kept."""

import ast
import os
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
        yield from sorted(_below(ROOT / folder, suffix))


def _below(folder: Path, suffix: str) -> Iterator[Path]:
    """Walk into our folders alone: in others, such as `.git`, some go while they are looked at."""
    for place, below, names in os.walk(folder):
        below[:] = [name for name in below if _is_ours(name)]
        for name in names:
            path = Path(place, name)
            if name.endswith(suffix) and name not in NOT_OURS and path.is_file():
                yield path


def _is_ours(folder: str) -> bool:
    return folder not in NOT_OURS and (folder == ".ci" or not folder.startswith("."))


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
