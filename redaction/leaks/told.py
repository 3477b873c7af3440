"""Tells releases what the tests of the masks showed."""

from redaction.leaks import estimates
from training.releases import mask_tests
from training.releases.mask_tests import MaskTest


def register() -> None:
    """Let cards of releases ask here."""
    mask_tests.register(tests_of)


def tests_of(policy_id: str) -> list[MaskTest]:
    """Return the last test of each language under a policy."""
    found = []
    for row in estimates.of(policy_id):
        low, high = estimates.between(row)
        counts = (row.planted, row.stayed, low, high)
        found.append(MaskTest(row.policy_id, row.language, row.day, *counts))
    return found
