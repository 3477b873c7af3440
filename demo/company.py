"""Reads the demonstration company and its purposes from their files."""

from functools import cache
from pathlib import Path

import yaml

from demo.described import Company, Persona, PurposeLine
from governance.purposes.proposals import Proposal

HERE = Path(__file__).parent
Tree = dict[str, object]


@cache
def company() -> Company:
    """Read the company."""
    return Company.model_validate(_tree("company.yaml"))


def personas() -> tuple[Persona, ...]:
    """Return the people who can be signed in as."""
    return tuple(person for person in company().people if person.group)


def proposal(line: PurposeLine) -> Proposal:
    """Read a version of a purpose; one that changes another takes from it what it leaves out."""
    tree = _tree(line.file)
    return Proposal.model_validate(_over(_tree(line.over), tree) if line.over else tree)


def _tree(file: str) -> Tree:
    tree: Tree = yaml.safe_load((HERE / file).read_text(encoding="utf-8"))
    return tree


def _over(old: Tree, new: Tree) -> Tree:
    """Return a tree in which the new values stand in the place of the old ones."""
    merged = dict(old)
    for key, value in new.items():
        before = old.get(key)
        both = isinstance(before, dict) and isinstance(value, dict)
        merged[key] = _over(before, value) if both else value  # type: ignore[arg-type]
    return merged
