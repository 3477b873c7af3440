"""Tells Django of `pages`."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """No tables of its own."""

    name = "pages"
