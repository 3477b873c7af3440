"""What opens for this role alone, and the entries of its navigation."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: tuple[str, ...] = (
    "steward:releases",
    "steward:new",
    "steward:build",
    "steward:release",
    "steward:progress",
    "steward:cancel",
    "steward:download",
    "steward:recalls",
    "steward:drop",
    "steward:acknowledge",
)
ENTRIES: tuple[tuple[str, Promise, frozenset[str]], ...] = (
    ("steward:releases", _("Releases"), frozenset({"steward:release"})),
    ("steward:new", _("Build"), frozenset({"steward:build"})),
    ("steward:recalls", _("Recalls"), frozenset({"steward:acknowledge"})),
)
"""Address, words, and the addresses that stand under the entry. The first is the role's home."""
