"""`manage.py sequence`: the sequencer, a process of its own that needs no broker."""

import signal
import threading
from types import FrameType

from django.core.management.base import BaseCommand

from governance import patience
from governance.audit import sequencing, witnesses
from governance.keys import log_key
from operations import rounds
from operations.rounds import Round

ROUNDS = (
    Round("sequence", 1.0, sequencing.sequence),
    Round("keys", 2.0, sequencing.look_after_keys),
    Round("cosign", 1.0, witnesses.cosign),
)
"""What this process does, each on a thread of its own; a slow one holds no other up."""


class Command(BaseCommand):
    """Give the entries of the log their places, until SIGTERM or Ctrl-C."""

    help = "Sequence the log every second and sign its checkpoints."
    requires_system_checks = ()

    def handle(self, *_arguments: object, **_options: object) -> None:
        """Go on until a signal asks to end; what is begun is finished."""
        patience.at_most(patience.STEADY)
        log_key.hold()
        stop = threading.Event()

        def ask_to_end(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, ask_to_end)
        rounds.run(ROUNDS, stop)
