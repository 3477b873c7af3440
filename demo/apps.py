"""Tells Django of `demo`."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """No tables of its own."""

    name = "demo"
