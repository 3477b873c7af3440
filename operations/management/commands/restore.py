"""`manage.py restore FOLDER`: restores a backup and replays what was deleted since."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations import restore
from operations.launch.words import CannotStart


class Command(BaseCommand):
    """Restore both databases; nothing is served before the replay has ended."""

    help = "Restore a backup and delete again what was deleted since (docs/restore.md)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder, or go on with a replay."""
        parser.add_argument("folder", type=Path, nargs="?", help="the folder of the backup")
        parser.add_argument(
            "--replace", action="store_true", help="let what is in the databases now go"
        )
        parser.add_argument(
            "--replay",
            action="store_true",
            help="only replay: after an interruption, or after a restore by other means",
        )
        parser.add_argument(
            "--without-ledger",
            action="store_true",
            help="the deletion ledger is lost: end every consent and ask each person anew",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Restore, then replay."""
        folder, lost = options["folder"], options["without_ledger"]
        if (folder is None) != options["replay"]:
            raise CommandError("Name the folder of the backup, or say --replay.")
        try:
            if folder is None:
                restore.replay(self.stdout.write, without_ledger=lost)
            else:
                restore.restore(
                    folder, self.stdout.write, replace=options["replace"], without_ledger=lost
                )
        except CannotStart as reason:
            raise CommandError(str(reason)) from reason
