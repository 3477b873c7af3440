"""`manage.py probe`: whether a withdrawal stops every computer and takes every row."""

import signal
import threading
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.accountability import probes
from operations import rounds
from operations.probe import probing
from operations.rounds import Round

HOUR = 3600.0


class Command(BaseCommand):
    """Probe once, or every hour until SIGTERM or Ctrl-C."""

    help = "Let an invented person consent, be recorded, withdraw, and see what is left."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the way of a process that stays."""
        parser.add_argument("--hourly", action="store_true", help="go on, once an hour")

    def handle(self, *_arguments: object, **options: object) -> None:
        """Probe, and end with an error where something was not as promised."""
        if not settings.PROBE_PURPOSE:
            raise CommandError("Name a purpose in SAYSO_PROBE_PURPOSE first.")
        if options["hourly"]:
            _for_good()
            return
        probing.probe()
        alarm = probes.alarm()
        if alarm is not None:
            raise CommandError(f"The probe failed: {alarm.outcome}.")
        self.stdout.write("The probe is well.")


def _for_good() -> None:
    stop = threading.Event()

    def ask_to_end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, ask_to_end)
    rounds.run((Round("probe", HOUR, probing.probe),), stop)
