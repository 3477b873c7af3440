"""Backups of the key store that have outlived their days and lie beside a new backup.

Certificates of erasure name the day by which such a backup is deleted. Sayso names them with each
new backup, and deletes them only where it is told to.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from governance import clock
from operations import backup
from operations.backup_keys import KEYS


def of_keys(folder: Path) -> list[Path]:
    """Return the expired backups of the key store in a folder of backups, the oldest first.

    Only a file with the list of its backup beside it counts: nothing else says of when it is.

    Args:
        folder: holds a folder for each backup.
    """
    found = []
    for facts in folder.glob(f"*/{backup.LIST}"):
        file, made = facts.with_name(backup.FILES[KEYS][1]), _made(facts)
        if made is not None and file.is_file() and _is_over(made):
            found.append((made, file))
    return [file for _made_at, file in sorted(found)]


def _made(facts: Path) -> datetime | None:
    """Return when a backup was made; None where the file is no list of one."""
    try:
        said = json.loads(facts.read_text())
        made = datetime.fromisoformat(said["made"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made if said.get("format") == backup.FORMAT and made.tzinfo is not None else None


def _is_over(made: datetime) -> bool:
    """Tell whether the day has come that a certificate names which was signed as it was made."""
    return made.date() + timedelta(days=settings.KEY_BACKUP_DAYS) <= clock.today()
