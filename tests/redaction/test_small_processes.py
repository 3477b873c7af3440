"""Only a worker that redacts loads Presidio and spaCy, once, before its children are forked."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from redaction import engines, tasks
from redaction.engine import EngineUnready

EVERY_TASK = """
import sys, django
django.setup()
from config.celery import app
app.loader.import_default_modules()
import config.urls
assert "redaction.tasks.redact_batch" in app.tasks
print(sorted({name.partition(".")[0] for name in sys.modules} & {"spacy", "presidio_analyzer"}))
"""


def worker(*queues: str):
    """A worker as the signal hands it on."""
    return SimpleNamespace(
        app=SimpleNamespace(amqp=SimpleNamespace(queues=SimpleNamespace(consume_from=queues)))
    )


@pytest.fixture
def loads(monkeypatch):
    found = []
    monkeypatch.setattr(engines, "engine", lambda: found.append(1))
    monkeypatch.setattr(tasks.gc, "freeze", lambda: None)
    return found


def test_schedule_and_web_know_every_task_and_load_no_model():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EVERY_TASK],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr[-2000:]


def test_the_head_of_a_worker_that_redacts_loads_the_engine(loads):
    tasks.load_before_children(worker("control", "redact"))
    assert loads == [1]


def test_a_worker_of_other_queues_loads_none(loads):
    tasks.load_before_children(worker("control", "build"))
    assert loads == []


def test_an_engine_that_is_not_what_is_pinned_ends_no_worker(loads, monkeypatch, caplog):
    def unready():
        raise EngineUnready

    monkeypatch.setattr(engines, "engine", unready)
    tasks.load_before_children(worker("redact"))
    assert "EngineUnready" in caplog.text
