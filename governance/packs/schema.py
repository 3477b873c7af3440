"""The shape of a policy pack."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from governance.audit.acts import Role


class Closed(BaseModel):
    """Unknown keys are refused, so that a misspelt rule cannot be passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(Closed):
    """How long an answer may take, and by how much it may be extended once."""

    unit: Literal["month", "calendar_day", "business_day"]
    number: int
    extend: int


class Complaint(Closed):
    """Where a person can complain."""

    authority: str
    url: str


class Pack(Closed):
    """What a jurisdiction asks for; `confidence` says how sure each value is."""

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
    respond: Term
    complaint: Complaint
    forbidden_uses: tuple[str, ...]
    confidence: dict[str, str]
