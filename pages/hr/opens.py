"""What opens for this role alone, and the entries of its navigation."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: tuple[str, ...] = (
    "hr:requests",
    "hr:request",
    "hr:assign",
    "hr:match",
    "hr:confirm",
    "hr:step",
    "hr:progress",
    "hr:directory",
    "hr:person",
    "hr:leave",
    "hr:import",
    "hr:import_apply",
)
ENTRIES: tuple[tuple[str, Promise, frozenset[str]], ...] = (
    ("hr:requests", _("Requests"), frozenset({"hr:request", "hr:step"})),
    (
        "hr:directory",
        _("Directory"),
        frozenset({"hr:person", "hr:leave", "hr:import", "hr:import_apply"}),
    ),
)
"""Address, words, and the addresses that stand under the entry. The first is the role's home."""
