"""The shape of `company.yaml`: who is there, and what has happened."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from governance.audit.acts import Role
from governance.directory.models import Engagement
from governance.purposes.models import Verdict


class Described(BaseModel):
    """Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Group(Described):
    """People of one kind on the page of the doors: what they can do, and what to do first."""

    key: str
    title: str
    can: str
    first: str


class Outside(Described):
    """Somebody who is no longer there, and what can be done in that person's place."""

    title: str
    can: str
    first: str


class UnitLine(Described):
    """A part of the company."""

    name: str
    confidential: bool = False


class Persona(Described):
    """One of the invented people; who has a `group` can be signed in as.

    Attributes:
        reading: the name in Latin letters, where its own script is another one.
        role: what stands beside the name on the door, with the sentence.
    """

    key: str
    name: str
    reading: str = ""
    email: str
    login: str | None = None
    unit: str
    jurisdiction: str
    language: str = "en"
    kind: Engagement = Engagement.EMPLOYEE
    roles: tuple[Role, ...] = ()
    group: str = ""
    role: str = ""
    sentence: str = ""


class Opinion(Described):
    """What the compliance officer advised, days ago."""

    by: str
    days: int
    text: str


class Word(Described):
    """Who approved or refused, in which role, days ago, with what note."""

    by: str
    role: Role
    days: int
    verdict: Verdict = Verdict.APPROVED
    note: str


class PurposeLine(Described):
    """A version: its file, the file it changes, and what was said about it."""

    file: str
    over: str = ""
    author: str
    proposed: int
    opinion: Opinion
    words: tuple[Word, ...]


class Suspended(Described):
    """A unit in which recording was suspended, and went on later."""

    by: str
    unit: str
    reason: str
    days: int
    lifted: int


class RefusedRead(Described):
    """Somebody asked for data for a use that is never allowed."""

    by: str
    role: Role
    purpose: str
    use: str
    days: int


class Act(Described):
    """Who did it, days ago."""

    by: str
    days: int


class Objected(Described):
    """The representative who objects to a hold once it is placed, and why."""

    by: str
    text: str


class Held(Described):
    """A legal hold: on whom, for what, and who proposed, confirms and objects."""

    person: str
    matter: str
    outside: str
    reference: str
    purposes: tuple[str, ...]
    proposed: Act
    confirmed: str
    objected: Objected


class Left(Described):
    """Somebody who left and asked for erasure."""

    person: str
    last_day: int
    asked: int
    statement: str


class RefusedAll(Described):
    """Somebody who refused each kind of some purposes."""

    person: str
    purposes: tuple[str, ...]
    days: int


class Play(Described):
    """What is played on one person's computer, and what the person does after it."""

    person: str
    computer: str
    purposes: tuple[str, ...]
    allowed: int
    stays_connected: bool = False
    then: Literal["stays", "withdraws", "leaves", "leaves_soon", "is_held"] = "stays"
    scenes: tuple[str, ...]
    values: dict[str, str] = Field(default_factory=dict)


class Company(Described):
    """Everything that the demonstration begins with."""

    groups: tuple[Group, ...]
    outside: Outside
    units: tuple[UnitLine, ...]
    people: tuple[Persona, ...]
    purposes: tuple[PurposeLine, ...]
    suspended: Suspended
    refused_read: RefusedRead
    held: Held
    left: Left
    refused_all: RefusedAll
    plays: tuple[Play, ...]

    def persona(self, key: str) -> Persona:
        """Return one of the people."""
        return next(found for found in self.people if found.key == key)
