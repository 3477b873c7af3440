"""What a version of a purpose says: text and facts, fixed once it is in force."""

import hashlib
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from governance.audit.canonical import canonical
from governance.purposes.kinds import Kind

Line = Annotated[str, Field(min_length=1, max_length=2000)]


class Fact(BaseModel):
    """A closed, unchangeable piece of a purpose."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Application(Fact):
    """An application that may be recorded: window class and program file must both fit."""

    name: Line
    wm_class: Line
    executables: tuple[Line, ...] = Field(min_length=1)
    frame_suffix: str | None = None


class Hours(Fact):
    """When recording may happen: days 1 (Monday) to 7, local times, time zone."""

    days: tuple[Annotated[int, Field(ge=1, le=7)], ...]
    start: Annotated[str, Field(pattern=r"^\d\d:\d\d$")]
    end: Annotated[str, Field(pattern=r"^\d\d:\d\d$")]
    zone: str


class Assessment(Fact):
    """The data protection impact assessment (GDPR, Art. 35)."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    day: date
    residual_risk: Line
    representatives_said: Line


class NoticeText(Fact):
    """What a person is told, in one language (GDPR, Art. 13; ISO/IEC 29184)."""

    name: Line
    lede: Line
    what_for: Line
    where: Line
    who_sees: Line
    how_long: Line
    kept_where: Line
    which_model: Line
    never_for: Line
    if_no: Line
    recorded: tuple[Line, ...]
    basis_and_rights: tuple[Line, ...]
    risks: tuple[Line, ...]
    responsible: Line


LATER = frozenset({"review_sample", "retention_by_kind"})
"""Fields that older versions do not have: at their default they are no part of the hash."""


class Facts(Fact):
    """Everything that a version fixes.

    `review_sample` is the number of masked episodes a quarter that two people of the company may
    look at, to check the masks; 0 is none. `retention_by_kind` are the days after which a kind goes
    before the others do.
    """

    kinds: tuple[Kind, ...] = Field(min_length=1)
    applications: tuple[Application, ...] = Field(min_length=1)
    sites: tuple[Line, ...] = ()
    hours: Hours
    recipients: tuple[Line, ...]
    retention_days: Annotated[int, Field(ge=1, le=365)]
    retention_by_kind: dict[Kind, Annotated[int, Field(ge=1, le=365)]] = {}
    resting_days: Annotated[int, Field(ge=0, le=30)] = 3
    consent_months: Annotated[int, Field(ge=1, le=12)] = 12
    review_sample: Annotated[int, Field(ge=0, le=100)] = 0
    legal_basis: Line
    jurisdictions: tuple[Line, ...]
    dpv_purposes: tuple[Line, ...]
    model_family: Line
    why_free: Line
    assessment: Assessment
    notices: dict[str, NoticeText]

    def kept_days(self, kind: Kind) -> int:
        """Return after how many days a kind goes, by this version alone."""
        return min(self.retention_days, self.retention_by_kind.get(kind, self.retention_days))

    def sha256(self) -> str:
        """Return the hash of the canonical form, hexadecimal."""
        form = self.model_dump(mode="json")
        for name in LATER:
            if form[name] == type(self).model_fields[name].default:
                del form[name]
        return hashlib.sha256(canonical(form)).hexdigest()

    def scope(self) -> str:
        """Return what may be recorded at all, in canonical JSON: a lease carries it as it stands.

        It has `applications`, `hours`, `kinds` and `sites`.
        """
        form = self.model_dump(mode="json", include={"kinds", "applications", "sites", "hours"})
        return canonical(form).decode()

    def notice(self, language: str) -> tuple[str, NoticeText]:
        """Return the language used and the notice: the one asked for, or English."""
        used = language if language in self.notices else "en"
        return used, self.notices[used]

    def notice_sha256(self, language: str) -> str:
        """Return the hash of the notice in the language used, hexadecimal."""
        _, text = self.notice(language)
        return hashlib.sha256(canonical(text.model_dump(mode="json"))).hexdigest()
