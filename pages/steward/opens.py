"""What opens for this role alone, and the entries of its navigation."""

from django.utils.functional import Promise

NAMES: tuple[str, ...] = ()
ENTRIES: tuple[tuple[str, Promise, frozenset[str]], ...] = ()
"""Address, words, and the addresses that stand under the entry. The first is the role's home."""
