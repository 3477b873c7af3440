"""`manage.py up`: runs all processes of this installation."""

import os
from io import StringIO

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from operations.launch import preflight, running
from operations.launch.places import Places, environment_of, make_state
from operations.launch.words import CannotStart, say
from operations.supervisor.programs import all_programs
from operations.supervisor.supervise import Supervisor


class Command(BaseCommand):
    """Prepare, start everything in order, restart what dies, stop it all on Ctrl-C."""

    help = "Run Valkey, the web, the worker and its schedule, until Ctrl-C."
    requires_system_checks = ()

    def handle(self, *_arguments: object, **_options: object) -> None:
        """Become the supervisor of this state folder."""
        places = Places.here()
        os.umask(0o077)  # also where it is not ./run that starts this
        try:
            make_state(places)
            lock = running.inherited_lock() or running.take_lock(places)
            told = environment_of(places)
            preflight.check(places, told)
        except CannotStart as reason:
            raise CommandError(str(reason)) from reason
        _prepare()
        address = address_of(told)
        running.write_note(places, running.Note(os.getpid(), address))
        people = _people() if told["DEMO"] == "1" else ""
        try:
            Supervisor(places, told, lock).run(
                all_programs(told, places.var), lambda: _welcome(address, people)
            )
        finally:
            running.note_path(places).unlink(missing_ok=True)


def _prepare() -> None:
    """Bring the state up to date, and keep no connection that the programs would inherit."""
    try:
        call_command("prepare")
    except DatabaseError as problem:
        what = str(problem).strip().splitlines()[0]
        raise CommandError(
            f"Sayso cannot use its database ({what}). Put that right first."
        ) from problem
    finally:
        connections.close_all()


def address_of(told: dict[str, str]) -> str:
    """Return the address to open; in the demonstration it carries the random key."""
    base = f"http://127.0.0.1:{told['SAYSO_PORT']}/"
    return f"{base}demo/{told['SAYSO_DEMO_KEY']}/" if told["DEMO"] == "1" else base


def _people() -> str:
    """Return some of those who can be signed in as, one person a line."""
    if "demo" not in get_commands():
        return ""
    answer = StringIO()
    call_command("demo", "--who", stdout=answer)
    return answer.getvalue().strip()


def _welcome(address: str, people: str) -> None:
    """Say where to look."""
    say()
    say(f"Sayso is running.  Open  {address}")
    if people:
        say("The address lets you sign in with one click, for example as:")
        for person in people.splitlines():
            say(f"  {person.strip()}")
    say("Stop it with Ctrl-C. Another terminal: ./run check")
    say()
