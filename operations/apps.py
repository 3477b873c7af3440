"""Tells Django of `operations`."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """No tables of its own."""

    name = "operations"
