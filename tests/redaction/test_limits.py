"""What a batch may take: time in one proportion, and memory that ends within the task."""

import os
import subprocess
import sys

from redaction import inbox, limits, tasks

SETTINGS = """
import os
from django.conf import settings
settings.configure(REDACTION_SECONDS=60, CELERY_WORKER_MAX_MEMORY_PER_CHILD=150_000)
from redaction import limits
before = os.nice(0)
"""
DEVOUR = f"""{SETTINGS}
limits.limit_memory()
modest = bytearray(100 * 1024 * 1024)
try:
    eaten = bytearray(200 * 1024 * 1024)
except MemoryError:
    print("held")
"""


def test_a_claim_outlives_the_hard_limit_and_that_one_the_soft_limit():
    task = tasks.redact_batch
    assert (task.soft_time_limit, task.time_limit) == (limits.SOFT, limits.HARD) == (60, 90)
    assert inbox.CLAIM.total_seconds() == 100
    assert inbox.FIRST_PAUSE.total_seconds() == 5


def test_a_child_that_eats_memory_gets_no_more_within_its_task():
    done = subprocess.run(
        [sys.executable, "-c", DEVOUR], capture_output=True, text=True, check=False
    )
    assert done.stdout == "held\n", done.stderr


def test_every_child_of_a_worker_is_limited(monkeypatch):
    found = []
    monkeypatch.setattr(limits, "limit_memory", lambda: found.append("memory"))
    monkeypatch.setattr(limits, "give_way", lambda: found.append("niceness"))
    tasks.worker_process_init.send(sender=None)
    assert found == ["memory", "niceness"]


def test_a_child_comes_after_those_who_answer_people_and_stays_there():
    code = f"{SETTINGS}limits.give_way(); limits.give_way()\nprint(os.nice(0) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == f"{max(0, limits.NICENESS - os.nice(0))}\n", done.stderr
