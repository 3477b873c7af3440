"""Whether all parts of this installation work: asked by `./run check` and by monitoring."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from governance.audit.models import AuditWaiting
from governance.keys import ledger, pressing
from operations.supervisor.programs import page_answers, port_answers

LEAST_ROOM = 100_000_000  # bytes
PATIENCE = 3.0  # seconds for a worker's answer
PAUSE = 0.5  # seconds between two looks at a part


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found.

    Attributes:
        part: what was looked at.
        good: whether it works.
        detail: what is wrong, or what is worth knowing; never about people.
    """

    part: str
    good: bool
    detail: str = ""


def look(patient: Callable[[], bool] = lambda: False) -> Iterator[Finding]:
    """Look at each part, one after the other; no failure keeps the rest from being seen.

    Args:
        patient: tells whether a part that does not work yet may be asked again.
    """
    for part, ask in PARTS.items():
        complaint = _complaint(ask)
        while complaint and patient():
            time.sleep(PAUSE)
            complaint = _complaint(ask)
        yield Finding(part, good=not complaint, detail=complaint)


def _complaint(ask: Callable[[], str]) -> str:
    """Return what is wrong with a part, empty when nothing is."""
    try:
        return ask()
    except Exception as problem:  # noqa: BLE001 - whatever it is, the part does not work
        return type(problem).__name__


def _database(alias: str) -> str:
    """Say what is wrong with a database: it does not answer, or it is not up to date."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "migrations are missing: ./run manage migrate" if plan else ""


def _valkey() -> str:
    """Say what is wrong with the cache, which is the broker too."""
    cache.set("health", 1, timeout=5)
    return "" if cache.get("health") == 1 else "it forgets at once"


def _worker() -> str:
    """Say what is wrong with the workers."""
    return "" if current_app.control.ping(timeout=PATIENCE) else "no worker answers"


def _sequencer() -> str:
    """Say what is wrong with the sequencer: an entry of the log waits and goes on waiting."""
    first = AuditWaiting.objects.order_by("pk").values_list("pk", flat=True).first()
    end = time.monotonic() + PATIENCE
    while first is not None and AuditWaiting.objects.filter(pk=first).exists():
        if time.monotonic() > end:
            return "entries of the log wait"
        time.sleep(PAUSE)
    return ""


def _deletion_ledger() -> str:
    """Say what is wrong with the deletion ledger: its lines do not come outside."""
    if not ledger.behind():
        return ""
    return f"{ledger.path()} is not written or does not fit, so no certificate of erasure is issued"


def _disk() -> str:
    """Say what is wrong with the disk."""
    free = shutil.disk_usage(settings.VAR).free
    return f"{free // 10**6} MB left" if free < LEAST_ROOM else ""


PARTS: dict[str, Callable[[], str]] = {
    "web": lambda: "" if page_answers(settings.PORT) else "the first page does not come",
    "waiting": lambda: "" if port_answers(settings.WAITING_PORT) else "nobody listens",
    "valkey": _valkey,
    "worker": _worker,
    "sequencer": _sequencer,
    "database": lambda: _database("default"),
    "key store": lambda: _database("keys") or pressing.complaint(),
    "deletion ledger": _deletion_ledger,
    "disk": _disk,
}
