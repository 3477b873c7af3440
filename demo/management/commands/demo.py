"""`manage.py demo`: make the demonstration company, play it, make it larger, or empty it."""

import logging
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo import newcomers, play, reset, seed
from demo.company import company, personas
from governance.errors import Refusal

ADDED = 3


class Command(BaseCommand):
    """What can be done with the demonstration; without a word it is made and played."""

    help = "Make and play the demonstration, and stay as its devices, while Sayso runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the arguments."""
        parser.add_argument("--who", action="store_true", help="print some of the people, and end")
        words = parser.add_subparsers(dest="what", title="what to do", metavar="WHAT")
        words.add_parser("play", help="make and play it, and stay as its devices (the default)")
        add = words.add_parser("add", help="add some people who work at their computers")
        add.add_argument("--people", type=int, default=ADDED, help=f"how many ({ADDED}, at most 8)")
        grow = words.add_parser("grow", help="make the company this large, for measuring")
        grow.add_argument("people", type=int, help="people in the directory then")
        empty = words.add_parser("reset", help="delete the company and all that was kept of it")
        empty.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it.

        Raises:
            CommandError: no demonstration, a database of real people, or no server.
        """
        logging.getLogger("httpx").setLevel(logging.WARNING)
        try:
            if options["who"]:
                self._who()
            else:
                getattr(self, f"_{options['what'] or 'play'}")(options)
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.remedy}") from refusal

    def _who(self) -> None:
        """Print the first one of each group."""
        for group in company().groups:
            persona = next(person for person in personas() if person.group == group.key)
            self.stdout.write(f"{persona.name}: {persona.role}")

    def _play(self, _options: dict[str, Any]) -> None:
        seed.seed()
        play.perform()

    def _add(self, options: dict[str, Any]) -> None:
        for persona in newcomers.add(options["people"]):
            self.stdout.write(f"{persona.name}, {persona.unit}")

    def _grow(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"{newcomers.grow(options['people'])} people came.")

    def _reset(self, options: dict[str, Any]) -> None:
        if not options["yes"]:
            if not sys.stdin.isatty():
                raise CommandError("Nobody can be asked here. Say it with: demo reset --yes")
            if input("This deletes the company. Type delete to go on: ").strip() != "delete":
                return
        reset.empty()
        self.stdout.write("Deleted. The next ./run makes the company anew.")
