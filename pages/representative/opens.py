"""What opens for this role alone, and the entries of its navigation."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: tuple[str, ...] = (
    "representative:waiting",
    "representative:purposes",
    "representative:version",
    "representative:decide",
    "representative:suspensions",
    "representative:suspend",
    "representative:lift",
    "representative:reports",
    "representative:seen",
    "representative:stop",
    "representative:start",
    "representative:holds",
    "representative:hold",
    "representative:hold_object",
    "representative:hold_share",
    "representative:hold_agree",
    "representative:reviews",
    "representative:review",
    "representative:review_agree",
    "representative:review_open",
)
ENTRIES: tuple[tuple[str, Promise, frozenset[str]], ...] = (
    ("representative:waiting", _("Waiting for you"), frozenset({"representative:decide"})),
    ("representative:purposes", _("Purposes"), frozenset({"representative:version"})),
    (
        "representative:suspensions",
        _("Suspend"),
        frozenset({"representative:suspend", "representative:stop"}),
    ),
    (
        "representative:holds",
        _("Legal holds"),
        frozenset(
            {"representative:hold", "representative:hold_object", "representative:hold_agree"}
        ),
    ),
    (
        "representative:reports",
        _("Reports"),
        frozenset({"representative:reviews", "representative:review"}),
    ),
)
"""Address, words, and the addresses that stand under the entry. The first is the role's home."""
