"""A backup: the main database and the key store, each sealed under its own key, and a list.

Not part of it: private intake keys (they end after seven days, and must), files of releases (they
can be built again), the wrapping key, and what lies outside (the deletion ledger must be newer
than any backup).
"""

import hashlib
import hmac
import json
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from governance import clock
from governance.keys import ledger
from governance.keys.models import Deletion
from operations import backup_keys, copies, sealed_files
from operations.backup_keys import KEYS, MAIN
from operations.launch.words import CannotStart

FORMAT = "sayso-backup/1"
LIST = "backup.json"
FILES = {MAIN: ("default", "main.sealed"), KEYS: ("keys", "keys.sealed")}


def make(folder: Path) -> list[Path]:
    """Write a backup into an empty folder; return the key files that were made for it.

    The main database is copied before the key store, so that each row's key is there; what is
    deleted between the two stands in the ledger after the number that the list names.

    Raises:
        CannotStart: the folder holds something, a key cannot be used, or a copy failed.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CannotStart(f"{folder} is not empty.", "Name a new folder.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = {use: backup_keys.of(use, make=True) for use in FILES}
    ledger.begin()
    facts: dict[str, Any] = {
        "format": FORMAT,
        "made": clock.now().isoformat(timespec="seconds"),
        "deletions": newest_deletion(),
        "databases": {use: connections[alias].vendor for use, (alias, _name) in FILES.items()},
    }
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.VAR) as room:
        for use, (alias, name) in FILES.items():
            with copies.reading(alias, Path(room)) as stream:
                sealed_files.seal(stream, folder / name, keys[use].raw, use)
    facts["sha256"] = {name: hash_of(folder / name) for _alias, name in FILES.values()}
    _write_list(folder / LIST, facts, keys[MAIN].raw)
    return [key.made for key in keys.values() if key.made]


def newest_deletion() -> int:
    """Return the number of the newest line of the deletion ledger in the key store."""
    last = Deletion.objects.order_by("-number").values_list("number", flat=True).first()
    return last or 0


def hash_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def mac_of(facts: dict[str, Any], key: bytes) -> str:
    """Return what proves that the list is of who holds the key of the main database's backups."""
    text = json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(sealed_files.derived(key, b"", "list"), text, hashlib.sha256).hexdigest()


def _write_list(file: Path, facts: dict[str, Any], key: bytes) -> None:
    """Write the list last: a folder without it is no backup."""
    text = json.dumps({**facts, "mac": mac_of(facts, key)}, indent=2, sort_keys=True)
    file.write_text(text + "\n")
    file.chmod(0o600)
