"""Log files that cannot fill the disk: one old file is kept of each."""

import shutil
from pathlib import Path
from typing import IO

LONGEST = 5_000_000  # bytes


def open_fresh(folder: Path, name: str) -> IO[bytes]:
    """Begin a log file; the one of the start before gets the ending `.1`."""
    path = folder / f"{name}.log"
    if path.exists():
        path.rename(path.with_suffix(".log.1"))
    return path.open("ab")


def trim(folder: Path) -> None:
    """Empty what has grown too long, keeping its text in `.1`.

    The programs append, so each goes on writing at the new end.
    """
    for path in folder.glob("*.log"):
        if path.stat().st_size > LONGEST:
            shutil.copyfile(path, path.with_suffix(".log.1"))
            with path.open("r+b") as file:
                file.truncate(0)
