"""Gathers the tables of the rooms into one line of migrations."""

from governance.audit.models import AuditClosed, AuditEntry, DailyTotal
from governance.consent.models import Consent, ConsentRecord, PersonState
from governance.devices.models import Acknowledgement, Device, DeviceAnswer, Enrolment, Forget
from governance.directory.models import Employee, Unit, User
from governance.erasure.models import Erasure
from governance.purposes.models import Approval, Purpose, PurposeVersion, Suspension
from governance.stops.models import Stop

__all__ = [
    "Acknowledgement",
    "Approval",
    "AuditClosed",
    "AuditEntry",
    "Consent",
    "ConsentRecord",
    "DailyTotal",
    "Device",
    "DeviceAnswer",
    "Employee",
    "Enrolment",
    "Erasure",
    "Forget",
    "PersonState",
    "Purpose",
    "PurposeVersion",
    "Stop",
    "Suspension",
    "Unit",
    "User",
]
