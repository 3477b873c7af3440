"""A restore: both databases from a backup, and then, before anything is served, the replay.

The mark outside the databases is made first and taken away last. While it is there no lease is
given, no page served, no batch taken (`operations.restoring`).
"""

import fcntl
import hmac
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections

from governance.directory.models import User
from governance.keys import ledger, owners, short_memory
from governance.keys.models import OwnerSecret
from governance.leases import restored
from operations import backup_keys, copies, replaying, sealed_files
from operations.backup import FILES, FORMAT, LIST, hash_of, mac_of
from operations.backup_keys import MAIN
from operations.launch.words import CannotStart

Say = Callable[[str], object]


def restore(folder: Path, say: Say, *, replace: bool, without_ledger: bool) -> None:
    """Restore both databases from a backup, and replay what was deleted since.

    Raises:
        CannotStart: it is refused, or did not end; it says what to do.
    """
    with _alone():
        keys = {use: backup_keys.of(use, make=False).raw for use in FILES}
        facts = _checked(folder, keys[MAIN])
        if not replace and _filled():
            raise CannotStart(
                "The databases here are not empty.",
                "With --replace all that is in them goes: every decision, device, request and "
                "entry of the log since the backup was made. Make a backup of them first.",
            )
        with tempfile.TemporaryDirectory(prefix="restore-", dir=settings.VAR) as room:
            clear = {use: _opened(folder, use, keys[use], Path(room)) for use in FILES}
            say("The backup is whole. From now on nothing is served until the end.")
            if not restored.under_way():
                replaying.bring_up()
            _mark({"since": facts["deletions"], "copied": False})
            for use, (alias, _name) in FILES.items():
                copies.put(alias, clear[use])
        _mark({"since": facts["deletions"], "copied": True})
        _replay(say, without_ledger=without_ledger)


def replay(say: Say, *, without_ledger: bool) -> None:
    """Go on with a replay, or begin one for databases that were restored by other means.

    Raises:
        CannotStart: it is refused, or did not end; it says what to do.
    """
    with _alone():
        if not restored.under_way():
            # By hand: nobody knows when the main database was copied, so the whole ledger counts.
            _mark({"since": 0, "copied": True})
        if not _marked().get("copied"):
            raise CannotStart(
                "The databases were not restored to the end.", "Restore again, with --replace."
            )
        _replay(say, without_ledger=without_ledger)


def _replay(say: Say, *, without_ledger: bool) -> None:
    short_memory.forget_all()
    for alias in connections:
        call_command("migrate", database=alias, interactive=False, verbosity=0)
    _wrapping_fits()
    try:
        replaying.carry_out(int(_marked()["since"]), say)
    except ledger.Unknown:
        if not without_ledger:
            raise CannotStart(
                f"{ledger.path()} is missing or cannot be followed from this backup on, so nobody "
                "knows who has withdrawn since.",
                "Bring the file back and say: restore --replay. If it is lost: restore --replay "
                "--without-ledger ends every consent, erases what was captured under it, and "
                "each person is asked anew.",
            ) from None
        replaying.end_everything(say)
    restored.mark().unlink()
    if not restored.agrees():
        raise CannotStart("The ledger and the key store still disagree.", "Say: restore --replay.")
    say("Done. Start Sayso.")


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock of the supervisor, and see that nobody else is at the databases."""
    lock = os.open(Path(settings.VAR) / "running.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart("Sayso is running.", "Stop it, then say it again.") from None
        if any(copies.others(alias) for alias in connections):
            raise CannotStart(
                "Somebody is connected to the databases.", "Stop every web and worker process."
            )
        yield
    finally:
        os.close(lock)


def _checked(folder: Path, key: bytes) -> dict[str, Any]:
    """Return the list of a backup whose files are those that it names."""
    try:
        facts: dict[str, Any] = json.loads((folder / LIST).read_text())
        mac = str(facts.pop("mac"))
    except (OSError, ValueError, KeyError, AttributeError):
        raise CannotStart(f"{folder} holds no whole backup.", f"{LIST} is missing.") from None
    if not hmac.compare_digest(mac, mac_of(facts, key)) or facts["format"] != FORMAT:
        raise CannotStart(
            "The list of the backup was changed, or the key is that of another backup.",
            "Take another copy, or the key of the time.",
        )
    for use, (alias, name) in FILES.items():
        if facts["databases"][use] != connections[alias].vendor:
            raise CannotStart("The backup is of another kind of database.", "Set DATABASE_URL.")
        if not (folder / name).exists() or hash_of(folder / name) != facts["sha256"][name]:
            raise CannotStart(
                f"{name} was changed or cut off since the backup was made.", "Take another copy."
            )
    return facts


def _opened(folder: Path, use: str, key: bytes, room: Path) -> Path:
    alias, name = FILES[use]
    clear = room / use
    try:
        sealed_files.unseal(folder / name, clear, key, use)
    except sealed_files.FileBroken:
        raise CannotStart(
            f"{name} does not open with this key.", "Bring the key that sealed it."
        ) from None
    copies.check(alias, clear)
    return clear


def _filled() -> bool:
    """Tell whether there is anything of a company in either database."""
    for model in (User, OwnerSecret):
        try:
            if model._default_manager.exists():
                return True
        except DatabaseError:  # not migrated yet
            continue
    return False


def _wrapping_fits() -> None:
    try:
        owners.check()
    except Exception:  # noqa: BLE001 (whatever it is, nothing opens)
        raise CannotStart(
            "The wrapping key here is not the one of this key store.",
            "Put the right one (SAYSO_WRAPPING_KEY), then say: restore --replay.",
        ) from None


def _mark(facts: dict[str, Any]) -> None:
    """Write the mark whole or not at all, and press it to the disk."""
    file = restored.mark()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(file.name + ".new")
    with fresh.open("w") as opened:
        json.dump(facts, opened)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)


def _marked() -> dict[str, Any]:
    try:
        facts: dict[str, Any] = json.loads(restored.mark().read_text())
    except ValueError:  # made by hand
        facts = {"since": 0, "copied": True}
    return facts
