"""What the consent room refuses."""

from django.utils.translation import gettext_lazy as _

from governance.errors import Refusal


class NothingToWithdraw(Refusal):
    """The person never allowed this purpose."""

    code = "nothing-to-withdraw"
    message = _("You have not allowed this purpose, so there is nothing to withdraw.")
    remedy = _("Nothing of yours is recorded for it.")


class NotOffered(Refusal):
    """The purpose is not in force, or does not offer this kind of data."""

    code = "not-offered"
    message = _("This purpose does not offer that kind of data now.")
    remedy = _("Open the purpose again to see what it offers.")


class EndNeeded(Refusal):
    """A kind of special weight is allowed only with a date on which it ends."""

    code = "end-needed"
    message = _("This kind needs a date on which your consent ends.")
    remedy = _("Choose a day after today and within twelve months.")
