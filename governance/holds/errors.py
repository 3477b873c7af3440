"""What legal holds refuse."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from governance.errors import Refusal


class HrPlacesNone(Refusal):
    """Whoever works in HR places no hold, whatever other role they have."""

    code = "hr-places-no-hold"
    status = HTTPStatus.FORBIDDEN
    message = _("Whoever works in HR has no part in legal holds and sees none.")
    remedy = _("Two compliance officers who do not work in HR place it.")


class RoleCannotHold(Refusal):
    """The user is not in the role that may do this."""

    code = "role-cannot-hold"
    status = HTTPStatus.FORBIDDEN
    message = _("Your role cannot do this to a legal hold.")
    remedy = _("Two compliance officers place it, and either of them lifts it.")


class NotAboutOneself(Refusal):
    """Nobody places a hold on their own data as an officer."""

    code = "hold-about-oneself"
    status = HTTPStatus.FORBIDDEN
    message = _("This hold is about you, so others must decide on it.")
    remedy = _("Ask two other compliance officers.")


class SecondOfficerNeeded(Refusal):
    """Who proposed cannot confirm."""

    code = "second-officer-needed"
    message = _("You proposed this yourself. It needs a second person.")
    remedy = _("Ask another compliance officer who does not work in HR.")


class NobodyToKnow(Refusal):
    """There is no employee representative who could know of it."""

    code = "no-representative-to-know"
    message = _("No employee representative is there to know of it, so no hold can be placed.")
    remedy = _("Give the role to a representative first, somebody other than the two officers.")


class MatterUnknown(Refusal):
    """Not a matter of the closed list."""

    code = "matter-unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A hold is for a matter of a court, of an authority, or the person's own.")
    remedy = _("Choose one of the three. For anything else there is no hold.")


class EmployersMatter(Refusal):
    """The text speaks of dismissal, performance or discipline."""

    code = "employers-matter"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Sayso holds nothing for a matter of dismissal, performance or discipline.")
    remedy = _("Name the court or authority and its reference alone. The refusal is in the log.")

    def __init__(self, ground: str = "", word: str = "", field: str = "") -> None:
        self.ground, self.word, self.field = ground, word, field


class MatterIncomplete(Refusal):
    """Something that a hold must name is missing or too long."""

    code = "matter-incomplete"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Name who orders it, the reference, and at least one purpose.")
    remedy = _("Fill in each field with 200 characters at most.")

    def __init__(self, field: str = "") -> None:
        self.field = field


class HoldNotThere(Refusal):
    """There is no such hold in the state that the act needs."""

    code = "hold-not-there"
    message = _("This hold is not there any more, or has moved on meanwhile.")
    remedy = _("Open the list again to see what is so.")


class RenewedTwice(Refusal):
    """A hold is renewed twice at most."""

    code = "renewed-twice"
    message = _("This hold has been renewed twice. It ends on its day.")
    remedy = _("Only what the person still keeps can be asked for in another way.")


class TooEarlyToRenew(Refusal):
    """A hold is renewed in its last 30 days."""

    code = "too-early-to-renew"
    message = _("A hold is renewed in its last 30 days, so that its need is looked at again.")
    remedy = _("Come back when it is nearer to its end.")


class ShareFetched(Refusal):
    """The share has been handed out, and is here no more."""

    code = "share-fetched"
    message = _("This share has been handed out. It is here no more.")
    remedy = _("Whoever has fetched it holds the only copy.")


class ShareWrong(Refusal):
    """A share that does not fit."""

    code = "share-wrong"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("A share does not fit this hold.")
    remedy = _("Take the file as it was handed out for this hold and this holder.")

    def __init__(self, holder: str = "") -> None:
        self.holder = holder


class NotAgreed(Refusal):
    """The representative has not brought their share in the last 24 hours."""

    code = "opening-not-agreed"
    message = _("The representative has not brought their share for this opening, or too long ago.")
    remedy = _("An opening ends after 24 hours. Begin another one and ask them again.")
