"""`manage.py backup FOLDER`: writes a sealed backup of both databases."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations import backup
from operations.launch.words import CannotStart


class Command(BaseCommand):
    """Copy both databases as they stand, also while Sayso runs."""

    help = "Write a backup of both databases, each sealed under its own key (docs/restore.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, help="a new or empty folder")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it."""
        try:
            made = backup.make(options["folder"])
        except CannotStart as reason:
            raise CommandError(str(reason)) from reason
        for file in made:
            self.stdout.write(f"A key was made: {file}. Keep a copy of it elsewhere, not here.")
        self.stdout.write(
            f"The backup is in {options['folder']}. Keep main.sealed and keys.sealed apart, and "
            "delete keys.sealed when its days are over (SAYSO_KEY_BACKUP_DAYS)."
        )
