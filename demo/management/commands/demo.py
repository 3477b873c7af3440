"""`manage.py demo`: make the demonstration company and play it once; `demo play` plays again."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo import play, seed
from demo.company import personas
from governance.errors import Refusal

FOLDER = "demo-device"
PLAYED = "played"


class Command(BaseCommand):
    """Makes and plays the demonstration, while Sayso runs."""

    help = "Make the demonstration company and play it once. --who says who can be signed in as."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the arguments."""
        parser.add_argument("todo", nargs="?", choices=["play"], help="play the scenes again")
        parser.add_argument("--who", action="store_true", help="print the people, and end")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it; what was played once is not played again by itself.

        Raises:
            CommandError: DEMO is not set, the database holds people, or the server is not there.
        """
        if options["who"]:
            for persona in personas():
                self.stdout.write(f"{persona.name}: {persona.role}")
            return
        folder = settings.VAR / FOLDER
        try:
            seed.seed()
            if options["todo"] is None and (folder / PLAYED).exists():
                return
            played = play.play(folder)
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.remedy}") from refusal
        (folder / PLAYED).touch(mode=0o600)
        self.stdout.write(f"{played} scenes played.")
