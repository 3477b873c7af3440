"""`manage.py migrate`: brings both databases up to date, the key store first."""

from django.core.management.base import CommandParser
from django.core.management.commands import migrate

from config.databases import KEYS


class Command(migrate.Command):
    """Django's command; without `--database` it goes through both databases."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Tell `--database default` from no choice at all."""
        super().add_arguments(parser)
        parser.set_defaults(database=None)

    def handle(self, *arguments: object, **options: object) -> None:
        """Migrate the database that was named, or both.

        A name of an app given without `--database` belongs to one database alone, where it is.
        """
        names = [options["database"]] if options["database"] else [KEYS, "default"]
        for name in names:
            super().handle(*arguments, **{**options, "database": name})
