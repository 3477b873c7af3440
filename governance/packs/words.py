"""What people read of a policy pack, marked for the catalogues; a test compares it with the law."""

from typing import Final

from django.utils.translation import gettext, gettext_noop

SHOWN: Final = (
    gettext_noop("Supervisory authority of your country (GDPR, Art. 77)"),
    gettext_noop("Data protection authority of your Land"),
    gettext_noop("Information Commissioner, after the company's own complaint procedure"),
    gettext_noop("California Privacy Protection Agency, or the Attorney General"),
    gettext_noop("Personal Information Protection Commission"),
    gettext_noop("Employee representative"),
    gettext_noop("Works council (Betriebsrat)"),
    gettext_noop("Information and consultation body"),
    gettext_noop("Labour union, or representative of the majority"),
)


def said(text: str) -> str:
    """Return words of a pack in the language of the page."""
    return gettext(text) if text else ""
