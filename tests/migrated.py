"""Databases as `manage.py migrate` makes them, made once a run and copied: it takes seconds."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DONE = "migrated.done"


def state_folder(factory: pytest.TempPathFactory, into: Path) -> Path:
    """Fill a folder with the state of a fresh installation; all copies are one installation."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # the workers of a run share it
    with (base / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = base / "migrated"
        if not (base / DONE).exists():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            _migrate(made)
            (base / DONE).touch()
    shutil.copytree(made, into, dirs_exist_ok=True)
    return into


def _migrate(folder: Path) -> None:
    told = {"PATH": os.environ["PATH"], "SAYSO_VAR": str(folder)}
    told |= {"DJANGO_SECRET_KEY": "x" * 60, "DEMO": "0"}
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(command, cwd=ROOT, env=told, check=True, capture_output=True)
