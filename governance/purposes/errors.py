"""What the purposes refuse."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from governance.errors import Refusal


class PurposeForbidden(Refusal):
    """The purpose evaluates, ranks, monitors, promotes or dismisses people."""

    code = "purpose-forbidden"
    message = _("Sayso refuses this use: it evaluates, ranks or monitors people.")
    remedy = _("Take the use out of the purpose. The refusal is in the log.")


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
