"""Mails the newest checkpoint once a day to those who keep one where this server reaches nothing.

Whoever has yesterday's can show that today's log is another one. The mail says nothing of anybody:
a checkpoint is a number of entries, a hash, and signatures.
"""

import logging
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from governance.audit import evidence, witnesses

FRESH_HOURS: Final = 24
FILE: Final = "checkpoint-%d.txt"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as each subscriber gets it, with the checkpoint as a file."""

    subject: str
    text: str
    file: str
    note: str


def send() -> int:
    """Send the newest checkpoint that every witness has cosigned, else the newest.

    Returns:
        How many mails went out. One that fails holds up no other; the next day brings the next.
    """
    readers = settings.CHECKPOINT_SUBSCRIBERS
    letter = _letter() if readers else None
    return 0 if letter is None else sum(_mailed(letter, reader) for reader in readers)


def _letter() -> Letter | None:
    cosigned = evidence.newest(FRESH_HOURS)
    newest = cosigned or evidence.newest(None)
    if newest is None:
        return None
    file, named = FILE % newest.size, witnesses.named()
    context = {
        "note": newest.note,
        "file": file,
        "company": settings.COMPANY,
        "address": settings.PUBLIC_URL,
        "named": len(named),
        "away": bool(named) and cosigned is None,
    }
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string("emails/checkpoint.txt", context)
        subject = _("Checkpoint of the log of %(company)s") % {"company": settings.COMPANY}
    return Letter(subject, text.strip() + "\n", file, newest.note)


def _mailed(letter: Letter, reader: str) -> bool:
    """Send to one reader alone; nobody learns of the others."""
    officer = [settings.OFFICER_EMAIL]
    message = EmailMessage(letter.subject, letter.text, to=[reader], reply_to=officer)
    message.attach(letter.file, letter.note, "text/plain")
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 (a message could name an address)
        log.warning("a checkpoint was not mailed: %s", type(error).__name__)
        return False
    return True
