"""What happens when somebody else changes a person's password, e-mail address or login."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from governance import clock
from governance.audit.acts import Act
from governance.audit.record import About, Actor, record
from governance.devices.models import Enrolment
from governance.devices.revocation import revoke_all
from governance.directory.closing import CLOSED_FOR
from governance.directory.models import Employee, User

log = logging.getLogger(__name__)


@transaction.atomic
def changed_by_other(employee: Employee, actor: Actor) -> None:
    """Close My data and Allow for 72 hours, revoke the person's devices, and tell the person.

    Call it in the transaction of the change, before the change is saved: then the person is told
    at the address that was valid so far, too. It does not count for what a person changes, or
    resets by the link in a mail.

    Args:
        employee: the person, with whatever values are about to be saved.
        actor: who changed it.
    """
    addresses = _addresses(employee)
    User.objects.filter(employee=employee.pk).update(changed_by_other=clock.now())
    Enrolment.objects.filter(owner=employee.owner).delete()
    count = revoke_all(employee.owner, actor)
    details = {"reason": "sign-in-changed-by-other", "devices": count}
    record(Act.PERSON_CHANGED, actor, About(owner=employee.owner, details=details))
    with translation.override(employee.language):
        subject, text = _letter()
    transaction.on_commit(lambda: _tell(addresses, subject, text), robust=True)


def _addresses(employee: Employee) -> list[str]:
    """Return every address that is the person's, before and after the change."""
    stored = Employee.objects.filter(pk=employee.pk).values_list("email", "user__email")
    known = {address for row in stored for address in row if address} | {employee.email}
    if employee.user is not None:
        known.add(employee.user.email)
    return sorted(known)


def _letter() -> tuple[str, str]:
    until = timezone.localtime(clock.now() + CLOSED_FOR)
    words = {"when": formats.date_format(until, pgettext("date and time format", "j F Y, H:i"))}
    lines = [
        _("Somebody else changed your password, e-mail address or login for Sayso."),
        _(
            "So that nobody can use that against you, your data is closed until %(when)s (UTC): "
            "nobody can look at it, download it, allow anything or connect a computer. Computers "
            "that were connected have been removed."
        )
        % words,
        _("You can refuse, pause and withdraw as ever."),
        _("If you did not ask for this change, write to %(officer)s, the data protection officer.")
        % {"officer": settings.OFFICER_EMAIL},
    ]
    return _("Your sign-in to Sayso was changed"), "\n\n".join(lines) + "\n"


def _tell(addresses: list[str], subject: str, text: str) -> None:
    """Mail each address by itself, so that none shows another; the act stands without it."""
    for address in addresses:
        try:
            send_mail(subject, text, None, [address])
        except (OSError, SMTPException) as error:
            log.warning("mail about a changed sign-in failed: %s", type(error).__name__)
