"""Uses that nobody may have: terms of the packs, all that is narrower, all that would hold them."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from governance.packs.load import pack

FILE = Path(__file__).with_name("dpv.yaml")
_LOCAL = re.compile(r"[^#:/]*$")


class Vocabulary(BaseModel):
    """The part of the vocabulary that Sayso needs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    broader: dict[str, tuple[str, ...]]
    offered: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """Read the vocabulary."""
    return Vocabulary.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def offered() -> list[str]:
    """Return the terms to choose from, with their prefix."""
    return [f"dpv:{name}" for name in vocabulary().offered]


def among(terms: Iterable[str], jurisdictions: Iterable[str]) -> list[str]:
    """Return those of the terms that no purpose may name, as they were written.

    A term is refused that a pack of a jurisdiction names, one that is narrower, and one that is
    broader, since whoever may do the broader thing may do the forbidden one. The European pack
    always counts. It does not matter how a term is written: prefix, address or capitals.
    """
    refused = _refused(frozenset({*jurisdictions, "eu"}))
    return [term for term in terms if _name(term) in refused]


@cache
def _refused(jurisdictions: frozenset[str]) -> frozenset[str]:
    named = {_name(term) for code in jurisdictions for term in pack(code).forbidden_uses}
    found = set(named)
    for name, above in _above().items():
        if above & named:
            found.add(name)
        if name in named:
            found |= above
    return frozenset(found)


@cache
def _above() -> dict[str, frozenset[str]]:
    """Return everything that is broader than each term, at any distance."""
    broader = {
        _name(name): tuple(map(_name, above)) for name, above in vocabulary().broader.items()
    }

    def climb(name: str) -> frozenset[str]:
        above = broader.get(name, ())
        return frozenset(above).union(*(climb(other) for other in above))

    return {name: climb(name) for name in broader}


def _name(term: str) -> str:
    found = _LOCAL.search(term.strip())
    return found[0].casefold() if found else ""
