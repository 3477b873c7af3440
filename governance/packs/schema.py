"""The shape of a policy pack.

A pack says only what its law says; what it leaves out comes from the pack that it extends.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from governance.audit.acts import Role

Unit = Literal["month", "calendar_day", "business_day"]
KindName = Literal[
    "app_switches", "clicks", "screen_operations", "shortcuts", "typed_text",
    "typing_rhythm", "pointer_paths",
]  # fmt: skip
"""The kinds of data (`governance.purposes.kinds`), by name: packs lie below purposes."""


class Closed(BaseModel):
    """Unknown keys are refused, so that a misspelt rule cannot be passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Acknowledgement(Closed):
    """Within what time somebody is told that their request has come."""

    n: int
    unit: Unit


class Clock(Closed):
    """How long an answer may take.

    Attributes:
        respond: how many units; None where the law names no number.
        extend: how many units more; None where nothing can be extended.
        start: what the term counts from; a day that begins it is not counted itself.
        stop_clock: questions to the person for which the term stands still.
        roll_weekend: a term that ends on a free day ends on the next working day.
        holidays: whose free days, as `DE` or `US-CA`; None for weekends alone.
        statutory: False where the number is this product's own.
        source: where the number stands.
    """

    unit: Unit | None = None
    respond: int | None = None
    extend: int | None = None
    max_extensions: int = 1
    ack: Acknowledgement | None = None
    start: Literal["receipt", "next_day"] = "receipt"
    stop_clock: tuple[Literal["identity", "clarification"], ...] | None = None
    roll_weekend: bool | None = None
    holidays: str | None = None
    statutory: bool = True
    source: str = ""


class Notice(Closed):
    """How people must be told before anything is recorded."""

    kind: Literal["individual", "posted", "daily", "acknowledged"]
    lead_days: int
    wording: str | None


class ConsentForm(Closed):
    """In what form consent counts, and for how long at most."""

    form: Literal["electronic", "written", "explicit", "separate"]
    max_age_days: int


class Representatives(Closed):
    """Who speaks for the employees, and what their word weighs."""

    body: str
    power: Literal["veto", "consult", "inform", "none"]
    lead_days: int


class Complaint(Closed):
    """Where a person can complain, and within what time the company answers a complaint."""

    authority: str
    url: str
    ack_days: int | None = None


class Retention(Closed):
    """How long proofs are kept after a case has ended: claims end then."""

    requests_years: int


class Captured(Closed):
    """For how long captured data may be kept at most.

    Attributes:
        days: days for every kind, counted from the day on which it was captured; None where no
            number is named.
        kinds: days for single kinds.
    """

    days: Annotated[int, Field(ge=1)] | None = None
    kinds: dict[KindName, Annotated[int, Field(ge=1)]] = {}

    def of(self, kind: str) -> tuple[str, int] | None:
        """Return the name and the days of the shorter rule for a kind; None where there is none."""
        named = {"days": self.days, kind: self.kinds.get(kind)}  # type: ignore[call-overload]
        given = {name: days for name, days in named.items() if days is not None}
        return min(given.items(), key=lambda rule: rule[1]) if given else None


class Rules(Closed):
    """What a pack may say; None or nothing where it leaves it to the pack that it extends."""

    rights: dict[Literal["erasure"], str] | None = None
    approvals: tuple[Role, ...] = ()
    assessment_needed: bool | None = None
    notice_hours: int | None = None
    consent_months: int | None = None
    ask_again_days: int | None = None
    clock: Clock | None = None
    notice: Notice | None = None
    consent: ConsentForm | None = None
    representatives: Representatives | None = None
    refusal_codes: tuple[str, ...] = ()
    complaint: Complaint | None = None
    retention: Retention | None = None
    captured: Captured | None = None
    keystroke_timing: Literal["sensitive", "biometric", "ordinary"] | None = None
    gates: tuple[Literal["dpia", "risk_assessment", "bargaining"], ...] = ()
    forbidden_uses: tuple[str, ...] = ()


class PackFile(Rules):
    """A file of `law/`; `confidence` says how sure each value is."""

    code: str
    extends: str | None = None
    version: int
    reviewed_by: str | None
    reviewed_on: date | None
    valid_from: date
    valid_to: date | None = None
    sources: tuple[str, ...]
    confidence: dict[str, str]


class Pack(Closed):
    """What binds in a jurisdiction: the packs of a chain together, the strictest value of each.

    Attributes:
        origin: for each value the code of the pack that gave it.
        unreviewed: codes of packs of the chain whose law nobody has reviewed.
    """

    code: str
    version: int
    reviewed_by: str | None
    reviewed_on: date | None
    sources: tuple[str, ...]
    approvals: tuple[Role, ...]
    assessment_needed: bool
    notice_hours: int
    consent_months: int
    ask_again_days: int
    rights: dict[Literal["erasure"], str]
    clock: Clock
    notice: Notice
    consent: ConsentForm
    representatives: Representatives
    refusal_codes: tuple[str, ...]
    complaint: Complaint
    retention: Retention
    captured: Captured
    keystroke_timing: Literal["sensitive", "biometric", "ordinary"]
    gates: tuple[Literal["dpia", "risk_assessment", "bargaining"], ...]
    forbidden_uses: tuple[str, ...]
    confidence: dict[str, str]
    origin: dict[str, str]
    unreviewed: tuple[str, ...]
