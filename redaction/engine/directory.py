"""Names that must never appear: the company's people, and aliases that compliance entered.

Forbidden wins over everything that is allowed.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from redaction.engine.fold import fold, plain_key

_PART = re.compile(r"[^\W\d_]+|\d+")
_SHORTEST_PART = 3
_LATIN_END = "\u0250"
LONGEST_ALIAS = 4
_T = TypeVar("_T")
_Phrases = dict[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, slots=True)
class Aliases:
    """Names that compliance entered, kept as keyed hashes alone.

    Attributes:
        key: the secret under which the hashes were made.
        digests: one digest per name, of its folded words joined by a space.
    """

    key: bytes = field(repr=False)
    digests: frozenset[bytes] = field(repr=False)

    @staticmethod
    def digest(key: bytes, name: str) -> bytes:
        """Hash a name of one to four words as it is to be entered or compared."""
        return hmac.digest(key, " ".join(_parts(name)).encode(), hashlib.sha256)

    def holds(self, words: Iterable[str]) -> bool:
        """Say whether these words, folded, are a name on the list."""
        joined = " ".join(words).encode()
        return hmac.digest(self.key, joined, hashlib.sha256) in self.digests


@dataclass(frozen=True, slots=True)
class Directory:
    """Who must never appear.

    Attributes:
        version: changes whenever a name does; part of the key of the memory.
        words: each part of three letters or more, folded.
        phrases: names of two words or more by their first word; either order.
        other_scripts: names that are not written in Latin letters, by their first character.
        aliases: names kept as hashes, or None.
    """

    version: str
    words: frozenset[str] = field(default=frozenset(), repr=False)
    phrases: _Phrases = field(default_factory=dict, repr=False)
    other_scripts: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    aliases: Aliases | None = field(default=None, repr=False)

    @classmethod
    def of(cls, names: Iterable[str], version: str, aliases: Aliases | None = None) -> "Directory":
        """Build the look-up from full names, logins and mail names.

        Of an e-mail address only the part before the `@` counts: the rule for addresses removes
        the rest, and a company's own domain is no name.
        """
        words: set[str] = set()
        phrases: dict[str, set[tuple[str, ...]]] = {}
        other: dict[str, set[str]] = {}
        for name in names:
            parts = _parts(name.partition("@")[0])
            for part in parts:
                if part >= _LATIN_END:
                    other.setdefault(part[0], set()).add(part)
            latin = [part for part in parts if part < _LATIN_END and not part.isdigit()]
            words.update(part for part in latin if len(part) >= _SHORTEST_PART)
            for order in (tuple(latin), tuple(reversed(latin))):
                if len(order) > 1:
                    phrases.setdefault(order[0], set()).add(order)
        return cls(
            version=version,
            words=frozenset(words),
            phrases={first: tuple(sorted(found)) for first, found in phrases.items()},
            other_scripts={first: tuple(sorted(found)) for first, found in other.items()},
            aliases=aliases,
        )

    def and_also(self, names: Iterable[str]) -> "Directory":
        """Add names that a policy forbids, which go even where they are ordinary words."""
        names = list(names)
        other = Directory.of(names, self.version)
        single: _Phrases = {
            part[0]: (tuple(part),) for name in names if len(part := _parts(name)) == 1
        }
        return Directory(
            version=self.version,
            words=self.words | other.words,
            phrases=_both(_both(self.phrases, other.phrases), single),
            other_scripts=_both(self.other_scripts, other.other_scripts),
            aliases=self.aliases,
        )


def _both(
    left: dict[str, tuple[_T, ...]], right: dict[str, tuple[_T, ...]]
) -> dict[str, tuple[_T, ...]]:
    return {key: left.get(key, ()) + right.get(key, ()) for key in left.keys() | right.keys()}


def _parts(name: str) -> list[str]:
    return [plain_key(part) for part in _PART.findall(fold(name).text)]
