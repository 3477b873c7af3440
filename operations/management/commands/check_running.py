"""`manage.py check_running`: says whether all parts of the running Sayso work."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations import health


class Command(BaseCommand):
    """Ask each part, print a line for each, and end with 1 when one does not work."""

    help = "Say whether web, waiting process, worker, Valkey and databases work."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the caller choose how patient it is."""
        parser.add_argument(
            "--wait",
            type=float,
            default=15.0,
            help="seconds to give to parts that are still starting (15)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what was found."""
        good = True
        end = time.monotonic() + options["wait"]
        for finding in health.look(lambda: time.monotonic() < end):
            word = "works" if finding.good else f"does not work: {finding.detail}"
            self.stdout.write(f"{finding.part:10} {word}")
            good = good and finding.good
        if not good:
            sys.exit(1)
