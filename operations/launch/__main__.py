"""The command `./run`."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence

from operations.launch import environment, preflight, running, testing
from operations.launch.places import Places, environment_of, make_state
from operations.launch.words import CannotStart, say, warn

SERVER_LOCK = "requirements.txt"

HELP = """\
usage: ./run [COMMAND]

  ./run                    start Sayso with a demonstration company, and say where to look
  ./run check              say whether all of it works; exit code 1 if not
  ./run test [GROUP ...]   run the tests: lint unit postgres browser desktop chaos
  ./run agent ARGUMENTS    the program that records, after consent (./run agent --help)
  ./run manage ARGUMENTS   a management command (./run manage help)
  ./run reset [--yes]      delete all data of this installation, after a question

Everything is kept in var/ and .venv/ of this folder. Variables: SAYSO_PORT (8000),
SAYSO_WAITING_PORT (8001), SAYSO_VAR (var), SAYSO_PYTHON (python3), DEMO (1; 0 starts without
the demonstration). docs/settings.md lists all.
"""


def start(arguments: Sequence[str]) -> int:
    """Install what is needed and become the supervisor."""
    if arguments:
        raise CannotStart(f"./run does not know {arguments[0]!r}.", "See ./run --help")
    places = Places.here()
    make_state(places)
    lock = running.take_lock(places)
    told = environment_of(places)
    preflight.check(places, told)
    environment.ensure(places, SERVER_LOCK)
    say("Starting ...")
    os.umask(0o077)
    os.set_inheritable(lock, True)
    told[running.LOCK_VARIABLE] = str(lock)
    python = str(places.python)
    os.execve(python, [python, "manage.py", "up"], told)


def manage(arguments: Sequence[str]) -> int:
    """Run a management command inside this installation."""
    return _become("manage.py", arguments)


def check(arguments: Sequence[str]) -> int:
    """Ask the running Sayso for its health."""
    return _become("manage.py", ["check_running", *arguments])


def agent(arguments: Sequence[str]) -> int:
    """Run the program that records."""
    places = Places.here()
    environment.ensure(places, SERVER_LOCK)
    python = str(places.python)
    os.execv(python, [python, "-m", "capture.agent", *arguments])


def _become(program: str, arguments: Sequence[str]) -> int:
    """Replace this process by a program of the environment."""
    places = Places.here()
    make_state(places)
    environment.ensure(places, SERVER_LOCK)
    python = str(places.python)
    os.umask(0o077)
    os.execve(python, [python, program, *arguments], environment_of(places))


def reset(arguments: Sequence[str]) -> int:
    """Delete the state folder: the databases, the keys and the log files."""
    places = Places.here()
    if not places.var.exists():
        say("There is no data.")
        return 0
    make_state(places)
    running.take_lock(places)
    if list(arguments) != ["--yes"]:
        say(f"This deletes all data and keys in {places.var}. Nothing can bring them back.")
        if not sys.stdin.isatty():
            raise CannotStart("Nobody can be asked here.", "Say it with: ./run reset --yes")
        if input("Type delete to go on: ").strip() != "delete":
            say("Nothing was deleted.")
            return 1
    for entry in places.var.iterdir():
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    say("Deleted.")
    return 0


def show_help(_arguments: Sequence[str]) -> int:
    """Say what there is."""
    say(HELP.rstrip())
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "agent": agent,
    "check": check,
    "manage": manage,
    "reset": reset,
    "test": testing.run,
    "--help": show_help,
    "-h": show_help,
    "help": show_help,
}


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says; what stands in the way becomes one line."""
    os.chdir(Places.here().root)
    try:
        if arguments and arguments[0] in COMMANDS:
            return COMMANDS[arguments[0]](arguments[1:])
        return start(arguments)
    except CannotStart as reason:
        warn(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
