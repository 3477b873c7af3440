"""Gathers the tables of the rooms into one line of migrations."""

from governance.accountability.models import ChoiceAsked, DayTotal, Figure, ProbeRun
from governance.audit.models import (
    AuditCheck,
    AuditCheckpoint,
    AuditClosed,
    AuditCosignature,
    AuditEntry,
    AuditLeaf,
    AuditRound,
    AuditTile,
    AuditTree,
    AuditWaiting,
    AuditWitness,
    DailyTotal,
)
from governance.consent.models import Consent, ConsentRecord, PersonState
from governance.devices.models import (
    Acknowledgement,
    Device,
    DeviceAnswer,
    Enrolment,
    Forget,
    GoneDevice,
)
from governance.directory.models import Employee, Unit, User
from governance.erasure.models import Erasure
from governance.holds.models import (
    HeldKey,
    HeldRow,
    HoldLetter,
    HoldObjection,
    HoldOpening,
    HoldShare,
    LegalHold,
)
from governance.leases.models import Installation
from governance.purposes.models import Approval, Opinion, Purpose, PurposeVersion, Suspension
from governance.retention.models import RetentionRun
from governance.rights.models import (
    AskLink,
    Confirmation,
    CounterSignature,
    RequestStep,
    RightsRequest,
)
from governance.stops.models import Stop

__all__ = [
    "Acknowledgement",
    "Approval",
    "AskLink",
    "AuditCheck",
    "AuditCheckpoint",
    "AuditClosed",
    "AuditCosignature",
    "AuditEntry",
    "AuditLeaf",
    "AuditRound",
    "AuditTile",
    "AuditTree",
    "AuditWaiting",
    "AuditWitness",
    "ChoiceAsked",
    "Confirmation",
    "Consent",
    "ConsentRecord",
    "CounterSignature",
    "DailyTotal",
    "DayTotal",
    "Device",
    "DeviceAnswer",
    "Employee",
    "Enrolment",
    "Erasure",
    "Figure",
    "Forget",
    "GoneDevice",
    "HeldKey",
    "HeldRow",
    "HoldLetter",
    "HoldObjection",
    "HoldOpening",
    "HoldShare",
    "Installation",
    "LegalHold",
    "Opinion",
    "PersonState",
    "ProbeRun",
    "Purpose",
    "PurposeVersion",
    "RequestStep",
    "RetentionRun",
    "RightsRequest",
    "Stop",
    "Suspension",
    "Unit",
    "User",
]
