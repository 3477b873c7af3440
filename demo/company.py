"""The demonstration company as `company.yaml` describes it."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from governance.audit.acts import Role
from governance.purposes.kinds import Kind

HERE = Path(__file__).parent


class Described(BaseModel):
    """Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Persona(Described):
    """One of the invented people; `role` and `sentence` say on the door who that is."""

    key: str
    name: str
    email: str
    login: str
    unit: str
    language: str
    roles: tuple[Role, ...]
    role: str
    sentence: str


class Word(Described):
    """Who approves, in which role, with what note."""

    by: str
    role: Role
    note: str


class Allowed(Described):
    """What one of them allowed."""

    person: str
    kinds: tuple[Kind, ...]


class Company(Described):
    """Everything that the demonstration begins with."""

    people: tuple[Persona, ...]
    confidential_units: tuple[str, ...]
    purpose: str
    author: str
    approvals: tuple[Word, ...]
    consent: Allowed

    def persona(self, key: str) -> Persona:
        """Return one of the people."""
        return next(found for found in self.people if found.key == key)


@cache
def company() -> Company:
    """Read the company."""
    text = (HERE / "company.yaml").read_text(encoding="utf-8")
    return Company.model_validate(yaml.safe_load(text))


def personas() -> tuple[Persona, ...]:
    """Return the people who can be signed in as."""
    return company().people
