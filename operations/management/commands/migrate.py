"""`manage.py migrate`: brings both databases up to date, the main one last."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections

from governance.leases import installation


class Command(migrate.Command):
    """Django's command; without `--database` it goes through both databases."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Tell `--database default` from no choice at all."""
        super().add_arguments(parser)
        parser.set_defaults(database=None)

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Check what will be migrated."""
        return {**super().get_check_kwargs(options), "databases": _chosen(options)}

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Migrate the database that was named, or both."""
        for name in _chosen(options):
            super().handle(*arguments, **{**options, "database": name})
        if not any(options[part] for part in ("database", "app_label", "plan", "check_unapplied")):
            installation.claim()


def _chosen(options: dict[str, Any]) -> list[str]:
    """Return the databases that the command line means."""
    if options["database"]:
        return [options["database"]]
    return sorted(connections, key=lambda alias: alias == DEFAULT_DB_ALIAS)
