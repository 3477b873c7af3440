"""`manage.py person add`: put somebody into the directory."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.audit.acts import STAFF, Role
from governance.audit.record import SYSTEM
from governance.directory.models import Engagement
from governance.directory.people import NewPerson, add
from governance.errors import Refusal


class Command(BaseCommand):
    """Adds people."""

    help = "Add somebody to the directory, with a login."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the arguments. A password is asked for and never given on the line."""
        todo = parser.add_subparsers(dest="todo", required=True)
        adding = todo.add_parser("add", help="add somebody")
        adding.add_argument("name")
        adding.add_argument("email")
        adding.add_argument("--login", default="", help="name of the desktop session")
        adding.add_argument("--unit", default="")
        adding.add_argument("--jurisdiction", default="eu")
        adding.add_argument("--language", default="en")
        adding.add_argument("--kind", choices=Engagement.values, default=Engagement.EMPLOYEE.value)
        adding.add_argument("--role", action="append", choices=[*STAFF], default=[])
        adding.add_argument("--no-password", action="store_true", help="other ways of signing in")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Add the person.

        Raises:
            CommandError: address or login are in use.
        """
        person = NewPerson(
            name=options["name"],
            email=options["email"],
            login=options["login"],
            unit=options["unit"],
            jurisdiction=options["jurisdiction"],
            language=options["language"],
            kind=options["kind"],
            roles=tuple(Role(role) for role in options["role"]),
            password=None if options["no_password"] else getpass.getpass("Password: "),
        )
        try:
            add(person, SYSTEM)
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.remedy}") from refusal
        self.stdout.write("Added.")
