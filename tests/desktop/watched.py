"""A recorder in a process of its own that says each second whether it is healthy.

python -m tests.desktop.watched FOLDER
"""

import sys
import time
from pathlib import Path

from tests.desktop.recording import grant, recording


def main() -> None:
    made = recording(Path(sys.argv[1]), grant())
    made.recorder.start()
    while made.recorder.healthy():
        print("healthy", flush=True)
        time.sleep(0.5)
    made.recorder.stop()
    print("lost", len(made.kept.episodes), flush=True)


if __name__ == "__main__":
    main()
