"""The vocabulary of the log: who acts, what is done, how it ended."""

from enum import StrEnum


class Role(StrEnum):
    """In what role somebody acts. The names of staff roles are the names of their groups."""

    EMPLOYEE = "employee"
    HR = "hr"
    COMPLIANCE = "compliance"
    REPRESENTATIVE = "representative"
    STEWARD = "steward"
    PURPOSE_OWNER = "purpose_owner"
    SYSTEM = "system"


STAFF = (Role.HR, Role.COMPLIANCE, Role.REPRESENTATIVE, Role.STEWARD, Role.PURPOSE_OWNER)


class Act(StrEnum):
    """What is done. Refusing to consent, pausing, leases and uploads are no acts of the log."""

    PERSON_ADDED = "person-added"
    PERSON_CHANGED = "person-changed"
    PEOPLE_IMPORTED = "people-imported"
    PURPOSE_PROPOSED = "purpose-proposed"
    PURPOSE_FORBIDDEN = "purpose-forbidden"
    PURPOSE_OPINION = "purpose-opinion"
    PURPOSE_APPROVED = "purpose-approved"
    PURPOSE_REFUSED = "purpose-refused"
    PURPOSE_TAKEN_BACK = "purpose-taken-back"
    PURPOSE_IN_FORCE = "purpose-in-force"
    PURPOSE_SUSPENDED = "purpose-suspended"
    PURPOSE_RESUMED = "purpose-resumed"
    CONSENT_GIVEN = "consent-given"
    CONSENT_NARROWED = "consent-narrowed"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    CONSENT_EXPIRED = "consent-expired"
    CONSENT_SUPERSEDED = "consent-superseded"
    DEVICE_ENROLLED = "device-enrolled"
    DEVICE_ANSWERED = "device-answered"
    DEVICE_REVOKED = "device-revoked"
    DATA_READ = "data-read"
    DATA_SHOWN = "data-shown"
    DATA_DOWNLOADED = "data-downloaded"
    DATA_STRUCK_OUT = "data-struck-out"
    DATA_MASKED = "data-masked"
    DATA_DELETED = "data-deleted"
    ERASURE_BEGUN = "erasure-begun"
    ERASURE_DONE = "erasure-done"
    REQUEST_RECEIVED = "request-received"
    REQUEST_MOVED = "request-moved"
    REQUEST_COUNTERSIGNED = "request-countersigned"
    LOG_EXPORTED = "log-exported"
    QUARANTINE_RETRIED = "quarantine-retried"
    QUARANTINE_DESTROYED = "quarantine-destroyed"
    NAME_FORBIDDEN = "name-forbidden"
    NAME_ALLOWED = "name-allowed"
    REVIEW_ASKED = "review-asked"
    REVIEW_AGREED = "review-agreed"
    REVIEW_OPENED = "review-opened"
    FIGURES_MADE = "figures-made"
    RELEASE_BEGUN = "release-begun"
    RELEASE_CANCELLED = "release-cancelled"
    RELEASE_SIGNED = "release-signed"
    RELEASE_DOWNLOADED = "release-downloaded"
    RECALL_ISSUED = "recall-issued"
    RECALL_LISTED = "recall-listed"
    RECALL_ACKNOWLEDGED = "recall-acknowledged"
    HOLD_REFUSED = "hold-refused"
    HOLD_PROPOSED = "hold-proposed"
    HOLD_PLACED = "hold-placed"
    HOLD_RENEWED = "hold-renewed"
    HOLD_LIFTED = "hold-lifted"
    HOLD_EXPIRED = "hold-expired"
    HOLD_OPENED = "hold-opened"
    HOLD_OBJECTED = "hold-objected"
    RETENTION_RUN = "retention-run"
    RETENTION_CHOSEN = "retention-chosen"
    STOPPED_ALL = "stopped-all"
    STARTED_AGAIN = "started-again"
    DATABASE_RESTORED = "database-restored"
    PROBE_PASSED = "probe-passed"
    PROBE_FAILED = "probe-failed"
    LOG_RENAMED = "log-renamed"
    KEY_BORN = "key-born"
    KEY_DIED = "key-died"


ABOUT_ONE_PERSON = frozenset(
    {
        Act.CONSENT_GIVEN,
        Act.CONSENT_NARROWED,
        Act.CONSENT_WITHDRAWN,
        Act.CONSENT_EXPIRED,
        Act.CONSENT_SUPERSEDED,
        Act.DEVICE_ENROLLED,
        Act.DEVICE_ANSWERED,
        Act.DEVICE_REVOKED,
        Act.DATA_SHOWN,
        Act.DATA_DOWNLOADED,
        Act.DATA_STRUCK_OUT,
        Act.DATA_MASKED,
        Act.DATA_DELETED,
        Act.RETENTION_CHOSEN,
        Act.ERASURE_BEGUN,
        Act.ERASURE_DONE,
        Act.HOLD_PROPOSED,
        Act.HOLD_PLACED,
        Act.HOLD_RENEWED,
        Act.HOLD_LIFTED,
        Act.HOLD_EXPIRED,
        Act.HOLD_OPENED,
        Act.HOLD_OBJECTED,
    }
)
"""Each entry of these is one person's doing, whoever wrote it: others see totals of a day alone."""


RENAMED = frozenset({Act.DATABASE_RESTORED, Act.LOG_RENAMED})
"""With an entry of these the log goes on under another name."""


class Outcome(StrEnum):
    """How an act ended."""

    DONE = "done"
    REFUSED = "refused"


class Total(StrEnum):
    """What is only counted, over all people, a day at a time."""

    LEASES = "leases"
    UPLOADS = "uploads"
    STORED = "stored"
    PAUSES = "pauses"
    QUARANTINED = "quarantined"
    WITHHELD = "withheld"
