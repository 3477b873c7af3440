"""Closes what a thief of a sign-in would want, for a while after somebody else changed it."""

from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from governance import clock
from governance.directory.models import Employee, User
from governance.errors import Refusal

CLOSED_FOR = timedelta(hours=72)


class Closed(Refusal):
    """Somebody else changed password, e-mail or login less than 72 hours ago."""

    code = "closed-after-change"

    def __init__(self, until: datetime) -> None:
        super().__init__()
        when = formats.date_format(
            timezone.localtime(until), pgettext("date and time format", "j F Y, H:i")
        )
        self.message = _("Your data is closed until %(when)s.") % {"when": when}
        self.remedy = _(
            "Somebody else changed your password, e-mail address or login. For 72 hours nobody "
            "can look at your data or download it, allow anything, or connect a computer. You can "
            "refuse, pause and withdraw as ever. If you did not ask for the change, tell the data "
            "protection officer."
        )


def closed_until(employee: Employee) -> datetime | None:
    """Return until when a person's data is closed, read fresh; None where it is open."""
    changed = (
        User.objects.filter(employee=employee.pk).values_list("changed_by_other", flat=True).first()
    )
    if changed is None or changed + CLOSED_FOR <= clock.now():
        return None
    return changed + CLOSED_FOR


def refuse_while_closed(employee: Employee) -> None:
    """Do nothing where a person's data is open.

    Raises:
        Closed: somebody else changed the sign-in less than 72 hours ago.
    """
    until = closed_until(employee)
    if until is not None:
        raise Closed(until)
