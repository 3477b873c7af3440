"""Production does not start on what must not be served."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import migrated

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"DJANGO_SECRET_KEY": "x" * 60, "DEMO": "0"}


def start(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Load the web process as gunicorn does."""
    kept = {"PATH": os.environ["PATH"], "SAYSO_VAR": str(folder), **GOOD, **more}
    told = {name: value for name, value in kept.items() if value}
    return subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=ROOT,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path, tmp_path_factory):
    """A state folder with databases."""
    return migrated.state_folder(tmp_path_factory, tmp_path)


def test_production_starts_when_it_is_set_up(folder):
    done = start(folder)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"DJANGO_SECRET_KEY": ""}, "There is no secret key."),
        ({"SAYSO_DEMO_KEY": "key"}, "Demonstration sign-ins are set up."),
    ],
)
def test_production_refuses_what_is_not_set_up(wrong, says, folder):
    done = start(folder, **wrong)
    assert done.returncode != 0
    assert says in done.stderr


def test_production_refuses_the_database_of_a_demonstration(folder):
    seed = "import django; django.setup(); from demo.seed import seed; seed()"
    told = {"PATH": os.environ["PATH"], "SAYSO_VAR": str(folder), **GOOD, "DEMO": "1"}
    told["DJANGO_SETTINGS_MODULE"] = "config.settings"
    subprocess.run(
        [sys.executable, "-c", seed], cwd=ROOT, env=told, check=True, capture_output=True
    )
    assert start(folder, DEMO="1").returncode == 0
    done = start(folder)
    assert done.returncode != 0
    assert "belongs to a demonstration" in done.stderr
