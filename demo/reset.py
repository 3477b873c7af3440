"""Empties the demonstration: its databases and what its processes keep, and nothing else."""

import fcntl
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils.translation import gettext_lazy as _

from demo.models import DemoMark
from demo.seed import NoDemonstration
from governance.errors import Refusal

SETTINGS = (
    "INTAKE_DIR",
    "OUTSIDE_DIR",
    "RELEASES_DIR",
    "EMAIL_FILE_PATH",
    "WRAPPING_KEY_FILE",
)
"""Settings that say where something of the company lies."""
OWN = ("demo-devices", "demo-progress.json", "beat-schedule*")


class StillRunning(Refusal):
    """The processes of this installation are at work."""

    code = "still-running"
    message = _("Sayso is running on this database.")
    remedy = _("Stop it with Ctrl-C where it runs, then say it again.")


class KeptElsewhere(Refusal):
    """Something of it lies outside the state folder, and nothing is deleted there."""

    code = "kept-elsewhere"
    message = _("A setting names a place outside the state folder, where nothing is deleted.")
    remedy = _("Delete it there by hand, or unset the setting.")


def empty() -> None:
    """Delete the company and everything that was kept of it.

    Raises:
        NoDemonstration: DEMO is not set, or the database has no mark of the demonstration.
        StillRunning: ./run runs on this state folder.
        KeptElsewhere: a folder of it lies outside the state folder.
    """
    if not settings.DEMO or not _marked():
        raise NoDemonstration
    places = _places()
    lock = _locked(Path(settings.VAR))
    try:
        for connection in connections.all():
            _empty_database(connection.alias)
        for place in places:
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink(missing_ok=True)
    finally:
        os.close(lock)


def _places() -> list[Path]:
    var = Path(settings.VAR)
    own = (place for pattern in OWN for place in var.glob(pattern))
    places = [*(Path(getattr(settings, name)) for name in SETTINGS), *own]
    if not all(place.is_relative_to(var) and place != var for place in places):
        raise KeptElsewhere
    return places


def _marked() -> bool:
    try:
        return DemoMark.objects.exists()
    except DatabaseError:  # there is no database yet, or it is not migrated
        return False


def _locked(var: Path) -> int:
    """Hold the lock of the supervisor, so that nothing starts meanwhile."""
    lock = os.open(var / "running.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise StillRunning from None
    return lock


def _empty_database(alias: str) -> None:
    """Drop everything of one database; the next start makes it anew."""
    connection = connections[alias]
    if connection.vendor == "sqlite":
        file = str(connection.settings_dict["NAME"])
        connection.close()
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(file + ending).unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
