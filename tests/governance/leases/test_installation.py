"""A database of another installation is refused at start, and by each process that reaches it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import migrated
from tests.stack import ROOT

COUNT = "from governance.devices.models import Device; print('devices', Device.objects.count())"


def environment(folder: Path, main: Path, keys: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_SECRET_KEY": "for-the-tests-alone-" + "x" * 40,
        "DEMO": "1",
        "SAYSO_VAR": str(folder),
        "SAYSO_WRAPPING_KEY_FILE": str(folder / "wrapping.key"),
        "DATABASE_URL": f"sqlite:///{main / 'sayso.sqlite3'}",
        "KEYS_DATABASE_URL": f"sqlite:///{keys / 'keys.sqlite3'}",
    }


def python(told: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> tuple[Path, Path]:
    """Two installations; both wrap their keys alike, so that no lock tells them apart."""
    ours, theirs = (tmp_path_factory.mktemp(name) for name in ("ours", "theirs"))
    migrated.state_folder(tmp_path_factory, ours)
    told = environment(ours, theirs, theirs)
    assert python(told, "manage.py", "migrate", "-v", "0").returncode == 0
    return ours, theirs


def test_with_its_own_databases_it_starts(two):
    ours, _theirs = two
    told = environment(ours, ours, ours)
    assert python(told, "-c", "import config.wsgi").returncode == 0
    counted = python(told, "manage.py", "shell", "-v", "0", "-c", COUNT)
    assert counted.stdout.strip() == "devices 0"


@pytest.mark.parametrize("swapped", ["main", "keys"])
def test_with_one_database_of_another_installation_nothing_starts_or_answers(two, swapped):
    ours, theirs = two
    main, keys = (theirs, ours) if swapped == "main" else (ours, theirs)
    told = environment(ours, main, keys)
    started = python(told, "-c", "import config.wsgi")
    assert started.returncode != 0
    assert "two installations" in started.stderr
    counted = python(told, "manage.py", "shell", "-v", "0", "-c", COUNT)
    assert "devices" not in counted.stdout
    assert "SomebodyElse" in counted.stderr
    assert python(told, "manage.py", "migrate", "-v", "0").returncode != 0


def test_a_running_process_does_not_go_on_with_another_key_store(two):
    ours, theirs = two
    told = environment(ours, ours, ours)
    code = f"""
import os, shutil
from django.db import DatabaseError, connections
from governance.keys.models import WeekKey
from governance.devices.models import Device
Device.objects.count(); WeekKey.objects.count()
connections.close_all()
connections["keys"].settings_dict["NAME"] = {str(theirs / "keys.sqlite3")!r}
for ask in (WeekKey.objects.count, Device.objects.count):
    try:
        print("answered", ask())
    except DatabaseError as error:
        print(type(error).__name__)
"""
    asked = python(told, "manage.py", "shell", "-v", "0", "-c", code)
    assert asked.stdout.split() == ["SomebodyElse", "SomebodyElse"], asked.stderr
