"""What opens for this role alone, and the entries of its navigation."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: tuple[str, ...] = (
    "purpose_owner:purposes",
    "purpose_owner:version",
    "purpose_owner:new",
    "purpose_owner:edit",
    "purpose_owner:save",
    "purpose_owner:preview",
    "purpose_owner:propose",
    "purpose_owner:take_back",
    "purpose_owner:discard",
)
ENTRIES: tuple[tuple[str, Promise, frozenset[str]], ...] = (
    (
        "purpose_owner:purposes",
        _("Purposes"),
        frozenset({"purpose_owner:version", "purpose_owner:edit", "purpose_owner:preview"}),
    ),
    ("purpose_owner:new", _("Write a purpose"), frozenset()),
)
"""Address, words, and the addresses that stand under the entry. The first is the role's home."""
