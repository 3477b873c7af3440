"""Tells Django of `demo`."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """One table: the mark of its database."""

    name = "demo"

    def ready(self) -> None:
        """Register the start-up checks."""
        from demo import checks  # noqa: F401, PLC0415 (registers itself)
