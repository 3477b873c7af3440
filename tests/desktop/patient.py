"""The agent of a computer that is busy with other tests: it waits longer for each answer.

python -m tests.desktop.patient, with the arguments of `capture.agent`

Where a program answers late, the agent records less, as it should. That is tested apart, and how
busy the computer is must not decide it here.
"""

import sys

from capture.agent import episodes, pointer
from capture.agent.commands import main
from capture.agent.desktop import atspi, lock

PATIENCE = 20.0  # seconds
HASTY = (
    (atspi, "ANSWER_SECONDS"),
    (atspi, "START_SECONDS"),
    (lock, "ANSWER_SECONDS"),
    (episodes, "STALE_SECONDS"),
    (pointer, "MULTI_SECONDS"),
)

if __name__ == "__main__":
    for module, name in HASTY:
        setattr(module, name, PATIENCE)
    sys.exit(main())
