"""Words for acts, roles, outcomes, reasons and figures, for the compliance officer."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.accountability.figures import Dimension
from governance.audit.acts import Act, Outcome, Role
from pages.navigation import ROLE_NAMES
from redaction.faults import Reason

ROLES: dict[Role, Promise] = {
    **ROLE_NAMES,
    Role.EMPLOYEE: _("Employees"),
    Role.SYSTEM: _("Sayso"),
}
OUTCOMES: dict[Outcome, Promise] = {Outcome.DONE: _("Done"), Outcome.REFUSED: _("Refused")}
ACTS: dict[Act, Promise] = {
    Act.PERSON_ADDED: _("Added a person to the directory"),
    Act.PERSON_CHANGED: _("Changed a person in the directory"),
    Act.PEOPLE_IMPORTED: _("Imported people"),
    Act.PURPOSE_PROPOSED: _("Proposed a version of a purpose"),
    Act.PURPOSE_FORBIDDEN: _("Tried to save a forbidden use"),
    Act.PURPOSE_OPINION: _("Gave an opinion on a version"),
    Act.PURPOSE_APPROVED: _("Approved a version"),
    Act.PURPOSE_REFUSED: _("Refused a version"),
    Act.PURPOSE_TAKEN_BACK: _("Took a proposed version back"),
    Act.PURPOSE_IN_FORCE: _("Put a version in force"),
    Act.PURPOSE_SUSPENDED: _("Suspended a purpose or a unit"),
    Act.PURPOSE_RESUMED: _("Lifted a suspension"),
    Act.CONSENT_GIVEN: _("Allowed something"),
    Act.CONSENT_NARROWED: _("Refused a kind of data allowed before"),
    Act.CONSENT_WITHDRAWN: _("Withdrew"),
    Act.CONSENT_EXPIRED: _("A consent ended by its date"),
    Act.CONSENT_SUPERSEDED: _("A consent ended with a new version"),
    Act.DEVICE_ENROLLED: _("Enrolled a computer"),
    Act.DEVICE_ANSWERED: _("Answered at a computer"),
    Act.DEVICE_REVOKED: _("Removed a computer"),
    Act.DATA_READ: _("Asked to read recorded data"),
    Act.DATA_SHOWN: _("Data of a person was among what was read"),
    Act.DATA_DOWNLOADED: _("Downloaded their own data"),
    Act.DATA_STRUCK_OUT: _("Struck out steps"),
    Act.DATA_MASKED: _("Masked words in their own data"),
    Act.DATA_DELETED: _("Deleted episodes"),
    Act.ERASURE_BEGUN: _("Began an erasure"),
    Act.ERASURE_DONE: _("Finished an erasure"),
    Act.REQUEST_RECEIVED: _("Received a request"),
    Act.REQUEST_MOVED: _("Moved a request on"),
    Act.REQUEST_COUNTERSIGNED: _("Gave a word on HR's answer"),
    Act.LOG_EXPORTED: _("Exported the log"),
    Act.QUARANTINE_RETRIED: _("Tried the quarantine again"),
    Act.QUARANTINE_DESTROYED: _("Destroyed batches in quarantine"),
    Act.NAME_FORBIDDEN: _("Entered a name that must never appear"),
    Act.NAME_ALLOWED: _("Took a name off the list"),
    Act.REVIEW_ASKED: _("Asked for a review sample"),
    Act.REVIEW_AGREED: _("Agreed to a review sample"),
    Act.REVIEW_OPENED: _("Opened a review sample"),
    Act.FIGURES_MADE: _("Made the figures of a week"),
    Act.RELEASE_BEGUN: _("Began to build a release"),
    Act.RELEASE_CANCELLED: _("Cancelled a release"),
    Act.RELEASE_SIGNED: _("Signed a release"),
    Act.RELEASE_DOWNLOADED: _("Downloaded a release"),
    Act.RECALL_ISSUED: _("Issued a recall"),
    Act.RECALL_LISTED: _("Took the rows that a recall drops"),
    Act.RECALL_ACKNOWLEDGED: _("Acknowledged a recall"),
    Act.HOLD_REFUSED: _("Tried to hold something for the employer's matter"),
    Act.HOLD_PROPOSED: _("Proposed a legal hold"),
    Act.HOLD_PLACED: _("Placed a legal hold"),
    Act.HOLD_RENEWED: _("Renewed a legal hold"),
    Act.HOLD_LIFTED: _("Lifted a legal hold"),
    Act.HOLD_EXPIRED: _("A legal hold ended on its day"),
    Act.HOLD_OPENED: _("Opened what a legal hold keeps"),
    Act.HOLD_OBJECTED: _("Objected to a legal hold"),
    Act.RETENTION_RUN: _("Erased what had reached its day"),
    Act.RETENTION_CHOSEN: _("Chose how long something is kept"),
    Act.STOPPED_ALL: _("Stopped everything"),
    Act.STARTED_AGAIN: _("Started again"),
    Act.DATABASE_RESTORED: _("Restored a backup"),
    Act.PROBE_PASSED: _("The hourly probe found all as promised"),
    Act.PROBE_FAILED: _("The hourly probe found something wrong"),
    Act.LOG_RENAMED: _("The log goes on under another name"),
    Act.KEY_BORN: _("A key was made"),
    Act.KEY_DIED: _("A key ended"),
}
REASONS: dict[Reason, Promise] = {
    Reason.REDACTION_FAILED: _("Masking failed"),
    Reason.TRIES_USED: _("A worker ended in the middle of it, five times"),
    Reason.INTAKE_KEY_GONE: _("Came too late: the key of its day is destroyed"),
}
DIMENSIONS: dict[Dimension, Promise] = {
    Dimension.NONE: _("The whole company"),
    Dimension.UNIT: _("By unit"),
    Dimension.JURISDICTION: _("By jurisdiction"),
    Dimension.PURPOSE: _("By purpose"),
    Dimension.POLICY: _("By masking policy"),
}


def act_words(act: str) -> str:
    """Return what an act is called; an act that is not known here keeps its code."""
    return str(ACTS[Act(act)]) if act in set(ACTS) else act
