"""`manage.py backup FOLDER`: writes a sealed backup of both databases."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations import backup, expired
from operations.launch.words import CannotStart


class Command(BaseCommand):
    """Copy both databases as they stand, also while Sayso runs."""

    help = "Write a backup of both databases, each sealed under its own key (docs/restore.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, help="a new or empty folder")
        parser.add_argument(
            "--delete-expired",
            action="store_true",
            help="then delete each keys.sealed in folders beside it whose days are over",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it, then name the backups of the key store beside it whose days are over."""
        folder: Path = options["folder"].absolute()
        try:
            made = backup.make(folder)
        except CannotStart as reason:
            raise CommandError(str(reason)) from reason
        for file in made:
            self.stdout.write(f"A key was made: {file}. Keep a copy of it elsewhere, not here.")
        self.stdout.write(
            f"The backup is in {folder}. Keep main.sealed and keys.sealed apart, and "
            "delete keys.sealed when its days are over (SAYSO_KEY_BACKUP_DAYS)."
        )
        self._expired(expired.of_keys(folder.parent), delete=options["delete_expired"])

    def _expired(self, files: list[Path], *, delete: bool) -> None:
        for file in files:
            if delete:
                file.unlink()
            self.stdout.write(f"{'Deleted' if delete else 'Its days are over'}: {file}")
        if files and not delete:
            self.stdout.write(
                "Certificates of erasure promise that they are deleted. Delete them, and every "
                "copy elsewhere; with --delete-expired this command deletes those that it names."
            )
