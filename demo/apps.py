"""Tells Django of `demo`."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """One table: the mark of its database."""

    name = "demo"
