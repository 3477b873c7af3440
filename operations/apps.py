"""Tells Django of `operations`."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """No tables of its own."""

    name = "operations"

    def ready(self) -> None:
        """Register the start-up checks."""
        from operations import checks  # noqa: F401, PLC0415 (registers itself)
