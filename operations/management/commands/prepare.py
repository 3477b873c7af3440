"""`manage.py prepare`: brings databases, translations and static files up to date."""

import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from governance.leases import restored


class Command(BaseCommand):
    """Do what has to be done before the processes start; quick when nothing changed."""

    help = "Migrate both databases, collect static files, compile translations if needed."

    def handle(self, *_arguments: object, **_options: object) -> None:
        """Prepare the state of this installation."""
        call_command("migrate", interactive=False, verbosity=0)
        if restored.close_if_restored():
            self.stderr.write(
                "The databases are older than the deletion ledger, or a restore has not ended. "
                "Nothing is served before: ./run manage restore --replay (docs/restore.md)"
            )
        if _stale_translations():
            call_command("compilemessages", ignore_patterns=[".venv"], verbosity=0)
        _collect_static()


def _stale_translations() -> bool:
    """Tell whether a catalogue is newer than its compiled form, and can be compiled here."""
    if shutil.which("msgfmt") is None:
        return False  # the compiled files are part of the source
    return any(
        not (compiled := source.with_suffix(".mo")).exists()
        or compiled.stat().st_mtime < source.stat().st_mtime
        for folder in settings.LOCALE_PATHS
        for source in Path(folder).rglob("*.po")
    )


def _collect_static() -> None:
    """Collect the static files, unless they are those of the last time."""
    target = Path(settings.STATIC_ROOT)
    stamp, mark = target / ".collected", _static_mark()
    if stamp.exists() and stamp.read_text() == mark:
        return
    call_command("collectstatic", interactive=False, clear=target.exists(), verbosity=0)
    stamp.write_text(mark)


def _static_mark() -> str:
    """Return a hash of the names, sizes and times of the static files, ours and Django's."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for folder in settings.STATICFILES_DIRS:
        for path in sorted(Path(folder).rglob("*")):
            facts = path.stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    for lock in sorted(Path(settings.BASE_DIR).glob("requirements*.txt")):
        digest.update(lock.read_bytes())
    return digest.hexdigest()
