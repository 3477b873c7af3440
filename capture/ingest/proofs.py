"""How long a request waits for a proof that is on its way, and how often somebody looks.

A decision has its place in the log about a second after it was made. Until then no lease can
prove it. Only requests of devices with such a grant look again, and only for a minute: where the
log or a witness stands still, all others and the database are left alone.
"""

import time
import uuid
from typing import Final

from capture.ingest.holding import Look

SETTLES: Final = 1.5
"""Seconds that a changed state is held back so that its lease comes with it: a refusal of one kind
is heard within two."""
SOON: Final = 0.5
LATER: Final = 1.0
LOOKS: Final = 60.0
"""Seconds after which nobody looks any more; the end of the hold finds it then."""
DEVICES_MOST: Final = 10_000


class Proofs:
    """Since when each device of this process waits for a proof."""

    def __init__(self) -> None:
        self._since: dict[uuid.UUID, float] = {}

    def worth_waiting(self, device: uuid.UUID, look: Look, changed_for: float) -> bool:
        """Tell whether a changed state is held back: never where it ends something.

        Args:
            device: that waits.
            look: what was found last.
            changed_for: seconds for which the state has been another one.
        """
        on_its_way = self.look_in(device, look) is not None
        return on_its_way and not look.stops and changed_for < SETTLES

    def look_in(self, device: uuid.UUID, look: Look) -> float | None:
        """Return the seconds until the next look; None where only a wake-up brings one."""
        if not look.pending:
            self._since.pop(device, None)
            return None
        if len(self._since) >= DEVICES_MOST and device not in self._since:
            return None
        waited = time.monotonic() - self._since.setdefault(device, time.monotonic())
        if waited >= LOOKS:
            return None
        return SOON if waited < SETTLES else LATER
