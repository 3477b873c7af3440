"""How long a batch may take and how much memory a child may eat: past it dies a child, no worker.

Everything follows from two settings, so that no claim can end before the worker that holds it.
"""

import os
import resource
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

SOFT: Final = max(2, settings.REDACTION_SECONDS)
"""Seconds after which a batch fails by an exception and is tried again."""
HARD: Final = SOFT * 3 // 2 + SOFT % 2
"""Seconds after which a child that did not listen is killed."""
CLAIM: Final = timedelta(seconds=HARD + SOFT / 6)
"""Longer than the hard limit, so that a claim ends only with its worker."""
FIRST_PAUSE: Final = timedelta(seconds=SOFT / 12)
"""Before the second try; each further one waits twice as long."""
OUTAGE_PAUSE: Final = FIRST_PAUSE * 4
"""Where something was away or full that the batch cannot help."""

NICENESS: Final = 10
"""Of a child: whoever withdraws, pauses or reads is answered first where processors are short."""

_STATUS = Path("/proc/self/status")


def give_way() -> None:
    """Let this process come after those that answer people; it keeps a higher niceness."""
    os.nice(max(0, NICENESS - os.nice(0)))


def limit_memory() -> None:
    """Give this child a third more than the size at which a child is replaced after its task.

    That replacement looks between tasks alone; this holds within one. Past it, Python raises
    MemoryError and the batch fails; code that cannot bear it ends the child.
    """
    more = settings.CELERY_WORKER_MAX_MEMORY_PER_CHILD * 1024 * 4 // 3
    most = _held() + more
    _soft, ceiling = resource.getrlimit(resource.RLIMIT_DATA)
    if ceiling != resource.RLIM_INFINITY:
        most = min(most, ceiling)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _held() -> int:
    """Return how many bytes of data a child has of its own and from its worker as it begins."""
    for line in _STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0
