"""The inbox's line of migrations."""

from django.apps import AppConfig


class RedactionConfig(AppConfig):
    """Tables of the inbox."""

    name = "redaction"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the inbox as a holding, and tests of the masks for the cards of releases."""
        from redaction import holdings  # noqa: PLC0415
        from redaction.leaks import told  # noqa: PLC0415

        holdings.register_all()
        told.register()
