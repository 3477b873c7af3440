"""`manage.py check_running`: says whether all parts of the running Sayso work."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from operations import health


class Command(BaseCommand):
    """Ask each part, print a line for each, and end with 1 when one does not work."""

    help = "Say whether web, waiting process, worker, Valkey and databases work."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print what was found."""
        good = True
        for finding in health.look():
            word = "works" if finding.good else f"does not work: {finding.detail}"
            self.stdout.write(f"{finding.part:10} {word}")
            good = good and finding.good
        if not good:
            sys.exit(1)
