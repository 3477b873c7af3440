"""What the purposes refuse."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from governance.errors import Refusal


class PurposeForbidden(Refusal):
    """The purpose evaluates, ranks, monitors, promotes or dismisses people."""

    code = "purpose-forbidden"
    message = _("Sayso refuses this use: it evaluates, ranks or monitors people.")
    remedy = _("Take the use out of the purpose. The refusal is in the log.")

    def __init__(self, terms: tuple[str, ...] = ()) -> None:
        self.terms = terms


class OfficerCannotWrite(Refusal):
    """Who advises on purposes and checks them writes none (GDPR, Art. 38(6))."""

    code = "officer-cannot-write"
    status = HTTPStatus.FORBIDDEN
    message = _("A compliance officer cannot write a purpose (GDPR, Art. 38(6)).")
    remedy = _("Let a purpose owner write it, and give your opinion.")


class RoleCannotWrite(Refusal):
    """The user is no purpose owner."""

    code = "role-cannot-write"
    status = HTTPStatus.FORBIDDEN
    message = _("Your role does not write purposes.")
    remedy = _("Ask a purpose owner.")


class SlugUnusable(Refusal):
    """The short name cannot stand in an address."""

    code = "slug-unusable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This short name cannot be used.")
    remedy = _("Use small letters, digits and hyphens, 60 at most, such as shipment-bookings.")


class DraftOfAnother(Refusal):
    """Somebody else writes the next version of this purpose."""

    code = "draft-of-another"
    message = _("Somebody else is writing the next version of this purpose.")
    remedy = _("Ask them to propose it or to throw it away.")


class NotADraft(Refusal):
    """A version that has been proposed is fixed."""

    code = "not-a-draft"
    message = _("This version has been proposed. Its text is fixed.")
    remedy = _("Write the next version instead.")


class DraftIncomplete(Refusal):
    """Something is missing or wrong."""

    code = "draft-incomplete"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This version cannot be proposed yet.")
    remedy = _("Open the draft. Each point that is missing or wrong is named there.")


class AlreadyWaiting(Refusal):
    """One version of a purpose waits at a time."""

    code = "already-waiting"
    message = _("Another version of this purpose waits for approval.")
    remedy = _("Wait until it is approved or refused, then propose this one.")


class OwnPurpose(Refusal):
    """Nobody approves what they wrote."""

    code = "own-purpose"
    status = HTTPStatus.FORBIDDEN
    message = _("You wrote this version, so somebody else must approve it.")
    remedy = _("Ask another person with your role.")


class NotProposed(Refusal):
    """Only a proposed version can be approved or refused."""

    code = "not-proposed"
    message = _("This version is not waiting for approval.")
    remedy = _("Open the purpose again to see where it stands.")


class RoleCannotApprove(Refusal):
    """The policy pack does not name this role, or the user does not hold it."""

    code = "role-cannot-approve"
    status = HTTPStatus.FORBIDDEN
    message = _("Your role does not approve purposes.")
    remedy = _("Ask the compliance officer or the employee representative.")


class ReasonNeeded(Refusal):
    """What stops something is said with a reason, an opinion with words."""

    code = "reason-needed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A reason is missing.")
    remedy = _("Write it in a sentence.")


class RoleCannotSuspend(Refusal):
    """Only compliance and the representative suspend, and each lifts what it suspended."""

    code = "role-cannot-suspend"
    status = HTTPStatus.FORBIDDEN
    message = _("Your role cannot do this.")
    remedy = _("A suspension is lifted by the role that made it.")


class NothingToSuspend(Refusal):
    """Neither a purpose nor a unit is named."""

    code = "nothing-to-suspend"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Choose a purpose, a unit, or both.")
    remedy = _("Nothing has been suspended.")


class NotSuspended(Refusal):
    """The suspension has been lifted already."""

    code = "not-suspended"
    message = _("This suspension has been lifted already.")
    remedy = _("Open the list again to see what is suspended now.")
