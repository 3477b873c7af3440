"""What opens for this role alone, and the entries of its navigation."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: tuple[str, ...] = (
    "compliance:overview",
    "compliance:stop",
    "compliance:start",
    "compliance:suspensions",
    "compliance:suspend",
    "compliance:lift",
    "compliance:purposes",
    "compliance:purpose",
    "compliance:opinion",
    "compliance:decide",
    "compliance:requests",
    "compliance:request",
    "compliance:countersign",
    "compliance:log",
    "compliance:log_export",
    "compliance:log_proof",
    "compliance:holds",
    "compliance:hold_propose",
    "compliance:hold",
    "compliance:hold_confirm",
    "compliance:hold_renew",
    "compliance:hold_lift",
    "compliance:hold_share",
    "compliance:hold_begin",
    "compliance:hold_open",
    "compliance:quarantine",
    "compliance:retry",
    "compliance:destroy",
    "compliance:retention",
    "compliance:names",
    "compliance:forbid",
    "compliance:allow",
    "compliance:reviews",
    "compliance:review",
    "compliance:review_ask",
    "compliance:review_agree",
    "compliance:review_open",
)
ENTRIES: tuple[tuple[str, Promise, frozenset[str]], ...] = (
    (
        "compliance:overview",
        _("Overview"),
        frozenset(
            {
                "compliance:stop",
                "compliance:suspensions",
                "compliance:suspend",
                "compliance:retention",
                "compliance:names",
                "compliance:forbid",
                "compliance:allow",
                "compliance:reviews",
                "compliance:holds",
                "compliance:hold_propose",
                "compliance:hold",
                "compliance:hold_lift",
                "compliance:hold_begin",
                "compliance:hold_open",
                "compliance:review",
            }
        ),
    ),
    (
        "compliance:purposes",
        _("Purposes"),
        frozenset({"compliance:purpose", "compliance:opinion", "compliance:decide"}),
    ),
    ("compliance:requests", _("Requests"), frozenset({"compliance:request"})),
    ("compliance:log", _("Audit log"), frozenset()),
    ("compliance:quarantine", _("Quarantine"), frozenset({"compliance:destroy"})),
)
"""Address, words, and the addresses that stand under the entry. The first is the role's home."""
