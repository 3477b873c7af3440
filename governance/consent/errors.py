"""What the consent room refuses."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from governance import clock
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

    def __init__(self, last: date) -> None:
        super().__init__()
        form = pgettext("date format", "j F Y")
        first = clock.today() + timedelta(days=1)
        words = {"first": date_format(first, form), "last": date_format(last, form)}
        self.remedy = gettext("Choose a day from %(first)s to %(last)s.") % words
