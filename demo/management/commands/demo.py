"""`manage.py demo`: make the demonstration company, play it once, and stay as its device."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo import play, seed
from demo.company import personas
from governance.errors import Refusal


class Command(BaseCommand):
    """Makes and plays the demonstration, while Sayso runs."""

    help = "Make and play the demonstration, and stay as its device. --who prints the people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the arguments."""
        parser.add_argument("--who", action="store_true", help="print the people, and end")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and stay until ended; what was played once is not played again.

        Raises:
            CommandError: DEMO is not set, the database holds people, or the server is not there.
        """
        if options["who"]:
            for persona in personas():
                self.stdout.write(f"{persona.name}: {persona.role}")
            return
        logging.getLogger("httpx").setLevel(logging.WARNING)
        try:
            seed.seed()
            play.perform()
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.remedy}") from refusal
