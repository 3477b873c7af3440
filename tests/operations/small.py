"""The real supervisor with small programs, for tests: what it says goes to standard output.

Arguments: the state folder, then names of programs below.
"""

import os
import sys
from pathlib import Path

from operations.launch.places import Places, make_state
from operations.launch.running import take_lock
from operations.launch.words import say
from operations.supervisor.programs import Program
from operations.supervisor.supervise import Supervisor

NOTE = "import os, pathlib, sys, time; v = pathlib.Path(os.environ['SAYSO_VAR']);"
BORN = NOTE + "(v / f'{sys.argv[1]}-{os.getpid()}').touch();"


def python(code: str, name: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code, name)


def programs(var: Path) -> dict[str, Program]:
    return {
        "steady": Program("steady", python(BORN + "time.sleep(600)", "steady")),
        "last": Program("last", python(BORN + "time.sleep(600)", "last"), last=True),
        "family": Program(
            "family",  # a parent that ignores the wish to end, a child, a child of another group
            python(
                "import signal; signal.signal(15, signal.SIG_IGN);"
                + NOTE
                + "os.fork(); os.fork() or os.setpgid(0, 0);"
                + "(v / f'family-{os.getpid()}').touch(); time.sleep(600)",
                "family",
            ),
        ),
        "late": Program(
            "late",
            python(BORN + "time.sleep(1); (v / 'late-answers').touch(); time.sleep(600)", "late"),
            answers=(var / "late-answers").exists,
        ),
        "follower": Program(
            "follower",
            python(
                NOTE + "n = 'early' if not (v / 'late-answers').exists() else 'follower';"
                "(v / f'{n}-{os.getpid()}').touch(); time.sleep(600)",
                "follower",
            ),
        ),
        "task": Program("task", python(BORN, "task"), once=True),
        "failing": Program("failing", python(BORN + "sys.exit(3)", "failing"), once=True),
    }


def main() -> None:
    var = Path(sys.argv[1])
    places = Places(Path.cwd(), var)
    make_state(places)
    known = programs(var)
    supervisor = Supervisor(places, {**os.environ, "SAYSO_VAR": str(var)}, take_lock(places))
    supervisor.run([known[name] for name in sys.argv[2:]], lambda: say("ready"))


if __name__ == "__main__":
    main()
