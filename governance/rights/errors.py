"""What the requests refuse."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from governance.errors import Refusal


class LinkEnded(Refusal):
    """The mailed link is unknown, or its time is over."""

    code = "link-ended"
    status = HTTPStatus.NOT_FOUND
    message = _("This link has ended.")
    remedy = _("Ask for a new one. It comes by mail to the same address.")


class AlreadyAsked(Refusal):
    """The link, or the person, has an open request."""

    code = "already-asked"
    message = _("You have asked already, and the answer is on its way.")
    remedy = _("Open your request to see where it stands.")


class OwnRequest(Refusal):
    """Nobody acts on their own request."""

    code = "own-request"
    status = HTTPStatus.FORBIDDEN
    message = _("This is your own request, so somebody else must work on it.")
    remedy = _("Ask another person with your role. You follow it as everybody does.")


class MoveNotAllowed(Refusal):
    """The state does not allow this step, or the role does not take it."""

    code = "move-not-allowed"
    message = _("This step cannot be taken now.")
    remedy = _("Open the request again to see where it stands and which steps there are.")


class RoleCannotMove(Refusal):
    """The user does not hold the role in which they want to act."""

    code = "role-cannot-move"
    status = HTTPStatus.FORBIDDEN
    message = _("Your role does not take this step.")
    remedy = _("Ask somebody with the role that does.")


class ReasonNeeded(Refusal):
    """A step that needs a reason of the list came without."""

    code = "reason-needed"
    message = _("This step needs a reason.")
    remedy = _("Choose the reason that fits from the list.")


class TextNeeded(Refusal):
    """A step that needs a plain text came without."""

    code = "text-needed"
    message = _("This step needs a text for the person.")
    remedy = _("Write in plain words what the person should know.")


class TooLate(Refusal):
    """A term is extended before it ends, or not at all."""

    code = "too-late-to-extend"
    message = _("The term has ended, so it cannot be extended any more.")
    remedy = _("Answer now. The request stays marked as late.")


class CannotExtend(Refusal):
    """The law of the request knows no (further) extension."""

    code = "cannot-extend"
    message = _("This term cannot be extended, or it has been already.")
    remedy = _("Answer by the day that is shown.")


class ConfirmedAlready(Refusal):
    """Two confirmations come from two people."""

    code = "confirmed-already"
    message = _("You have confirmed who this is. A second person must do it too.")
    remedy = _("Ask a colleague in HR to confirm.")


class WaitsForWord(Refusal):
    """An answer waits for the compliance officer's word."""

    code = "waits-for-word"
    message = _("An answer to this request waits for the compliance officer's word.")
    remedy = _("Wait until it is agreed or returned.")


class NotWaiting(Refusal):
    """The answer has been agreed or returned already."""

    code = "not-waiting"
    message = _("This answer is not waiting for a word any more.")
    remedy = _("Open the request again to see where it stands.")
