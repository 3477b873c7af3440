"""The training store's line of migrations."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Tables of the training store."""

    name = "training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the store as a holding, and how it is counted."""
        from training import holdings, measures  # noqa: PLC0415

        holdings.register_all()
        measures.register_all()
