"""The places that an erasure goes through: the same list for everyone, with nobody's counts."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance import clock


@dataclass(frozen=True, slots=True)
class Place:
    """A place, what happens there, and until when a backup may hold it; None where none does."""

    name: str
    what_happens: str
    backups_until: date | None


PLACES: dict[str, tuple[Promise, Promise, bool]] = {
    "keys": (
        _("Key store"),
        _("The keys are destroyed first. From then on nobody can open what they sealed."),
        True,
    ),
    "episodes": (_("Training store"), _("Rows are deleted."), True),
    "inbox": (
        _("Inbox and quarantine"),
        _("What waits to be redacted, or failed, is deleted."),
        True,
    ),
    "releases": (
        _("Releases of training data"),
        _("Releases are marked. The next weekly round tells every holder what to drop."),
        False,
    ),
    "models": (
        _("Trained models"),
        _("Models that were trained before are not changed by this. The certificate says so."),
        False,
    ),
    "reviews": (
        _("Review samples"),
        _("Rows are taken out of every sample that two people may look at."),
        False,
    ),
    "devices": (
        _("Devices"),
        _("Devices are signed out. Each erases its own part when it comes back online."),
        False,
    ),
    "consent": (_("Consent and receipts"), _("They can be opened by nobody any more."), True),
    "audit": (
        _("Log"),
        _("Whom an entry was about is deleted. That something happened on a day stays."),
        True,
    ),
    "directory": (
        _("Directory"),
        _("The row stays: it is the company's record of who worked here."),
        False,
    ),
    "erasures": (
        _("Certificates"),
        _("The certificate is kept as proof, for three years."),
        False,
    ),
    "holds": (
        _("Legal holds"),
        _("What the law orders to hold stays sealed until its day; nobody here can read it."),
        True,
    ),
    "requests": (
        _("Requests like this one"),
        _("This case is kept as proof until claims have ended, then it is deleted."),
        False,
    ),
}
"""By name of the holding, with key store and models, which are none; the last says whether a
backup may hold it."""


def places() -> list[Place]:
    """Return every place; backups of sealed rows end with the backups of their keys."""
    until = clock.today() + timedelta(days=settings.KEY_BACKUP_DAYS)
    return [
        Place(str(name), str(what), until if in_backups else None)
        for name, what, in_backups in PLACES.values()
    ]
