"""The key store's line of migrations."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """Tables of keys."""

    name = "governance.keys"
    label = "keys"
    default_auto_field = "django.db.models.BigAutoField"
