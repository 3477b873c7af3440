"""The inbox's line of migrations."""

from django.apps import AppConfig


class RedactionConfig(AppConfig):
    """Tables of the inbox."""

    name = "redaction"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the inbox as a holding."""
        from redaction import holdings  # noqa: PLC0415

        holdings.register_all()
