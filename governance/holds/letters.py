"""Mails about a hold: to the person at once, to the representatives, to those who placed it.

None names the matter, the person or what is held: a mail is read by others too. What was mailed
is marked, so that none is forgotten; where one of several mails fails, all of them go again.
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from governance import announce, clock
from governance.audit.acts import Role
from governance.directory.models import User
from governance.holds import queries
from governance.holds.models import HoldLetter, LegalHold

TELL = "governance.holds.tasks.tell"
PERSON, PLACING = "person", "placers"
KNOWS: tuple[str, ...] = (Role.REPRESENTATIVE,)
PLACERS: tuple[str, ...] = (PLACING, Role.REPRESENTATIVE)
PLACERS_AND_KNOWS = PLACERS
PERSON_AND_KNOWS: tuple[str, ...] = (PERSON, Role.REPRESENTATIVE)
EVERYBODY: tuple[str, ...] = (PERSON, PLACING, Role.REPRESENTATIVE)
SUBJECTS: dict[str, Promise] = {
    "proposed": _("A legal hold is proposed"),
    "placed": _("A legal hold was placed"),
    "renewal": _("A longer legal hold is asked for"),
    "renewed": _("A legal hold was renewed"),
    "lifted": _("A legal hold was lifted"),
    "expired": _("A legal hold has ended"),
    "asked": _("Somebody asks to open what is held"),
    "opened": _("What a legal hold keeps was opened"),
    "objected": _("Somebody objects to a legal hold"),
    "erased": _("What a legal hold kept is erased"),
}
PLACES: dict[str, str] = {
    PERSON: "/my-data/holds/",
    PLACING: "/compliance/holds",
    Role.REPRESENTATIVE: "/representative/holds/",
}
"""Where the reader goes on; addresses of the roof, which the ground cannot ask."""
_GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom a mail goes, and in which language."""

    email: str
    language: str


def owe(hold: LegalHold, kind: str, to: Iterable[str]) -> None:
    """Note who must be told, in the transaction of the act; the mails go after its commit."""
    HoldLetter.objects.bulk_create(HoldLetter(hold=hold, kind=kind, to=one) for one in to)
    announce.task(TELL, str(hold.pk))


def send_due(hold_id: uuid.UUID) -> int:
    """Send what a hold owes; return how many letters went."""
    rows = HoldLetter.objects.filter(hold=hold_id, sent_on=None).order_by("pk")
    return sum(_send(letter_id) for letter_id in list(rows.values_list("pk", flat=True)))


def owing() -> list[uuid.UUID]:
    """Return the holds that owe a letter."""
    rows = HoldLetter.objects.filter(sent_on=None).values_list("hold_id", flat=True)
    return list(rows.order_by().distinct())


def users_in(role: Role) -> QuerySet[User]:
    """Return who is in a role and can sign in."""
    return User.objects.filter(groups__name=role, is_active=True)


@transaction.atomic
def _send(letter_id: int) -> int:
    rows = HoldLetter.objects.select_for_update(of=("self",)).select_related("hold")
    letter = rows.filter(pk=letter_id, sent_on=None).first()
    if letter is None:
        return 0
    letter.sent_on = clock.today()
    letter.save(update_fields=["sent_on"])
    for reader in _readers(letter):
        _mail(letter, reader)
    return 1


def _readers(letter: HoldLetter) -> list[Reader]:
    hold = letter.hold
    if letter.to == PERSON:
        person = queries.person_of(hold.owner)
        return [Reader(person.email, person.language)] if person else []
    if letter.to == PLACING:
        placed = [pk for pk in (hold.proposed_by_id, hold.confirmed_by_id) if pk is not None]
        found = User.objects.filter(pk__in=placed, is_active=True)
    else:
        found = users_in(Role(letter.to))
    return [Reader(user.email, user.language) for user in found.order_by("email")]


def _mail(letter: HoldLetter, reader: Reader) -> None:
    with translation.override(reader.language):
        ends = letter.hold.ends_on
        context = {
            "kind": letter.kind,
            "to": letter.to,
            "matter": letter.hold.matter,
            "ends": formats.date_format(ends, pgettext("date format", "j F Y")) if ends else "",
            "link": settings.PUBLIC_URL + PLACES[letter.to],
            "company": settings.COMPANY,
            "officer": settings.OFFICER_EMAIL,
        }
        body = render_to_string("emails/hold.txt", context)
        subject = str(SUBJECTS[letter.kind])
    text = _GAPS.sub("\n\n", body).strip() + "\n"
    EmailMessage(subject, text, to=[reader.email], reply_to=[settings.OFFICER_EMAIL]).send()
