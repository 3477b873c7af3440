"""The certificate of an erasure: a signed account that can be checked offline."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.audit.canonical import canonical
from governance.erasure.models import Erasure
from governance.holds import queries as holds
from governance.keys import pressing, signers
from governance.signing import Use, decode

TYPE = "sayso-certificate/1"

ALWAYS = frozenset({"models-trained", "devices-away", "log"})
"""What no erasure reaches."""
NOT_COVERED: dict[str, Promise] = {
    "models-trained": _("Models that were trained before are not changed by this."),
    "devices-away": _(
        "A device that has not been online since erases its own part when it comes back."
    ),
    "log": _("The log keeps that something was erased on this day, without your name in it."),
    "handed-out": _(
        "What was handed out when the hold was opened lies with the court or authority, and with "
        "whoever it passed on its way there."
    ),
    pressing.LEFT: _(
        "The database that held the keys keeps a log of what it writes. The destroyed keys can "
        "stay in it, and in copies of it, until whoever runs the database deletes them."
    ),
}
"""What an erasure does not reach, by stable code."""


def issue(erasure: Erasure) -> dict[str, str]:
    """Return the signed certificate as it stands in JSON. It names an owner, no person.

    Where it answers a request, `answers` says which, by what right, and whom it is about as a
    salted hash, of which the person alone has the salt.
    """
    payload = canonical(
        {
            "type": TYPE,
            "id": str(erasure.pk),
            "company": settings.COMPANY,
            "owner": erasure.owner,
            "purpose": erasure.purpose or None,
            "epoch": str(erasure.epoch) if erasure.epoch else None,
            "kind": erasure.kind or None,
            "everything": erasure.everything,
            **_taken(erasure),
            "begun": erasure.begun_on.isoformat(),
            "done": clock.today().isoformat(),
            "deleted": erasure.counts,
            "keys_destroyed": erasure.keys,
            **_recalled(erasure),
            "backups_end": backups_end(erasure).isoformat(),
            "not_covered": sorted(ALWAYS | pressing.left()),
            **(
                {"retained": held}
                if (held := holds.retained(erasure.owner, erasure.purpose))
                else {}
            ),
            **({"answers": erasure.answers} if erasure.answers else {}),
        }
    )
    return signers.sign(Use.CERTIFICATE, TYPE, payload).as_json()


def _taken(erasure: Erasure) -> dict[str, object]:
    """Return what a person took out themselves: by rows, since their content stays sealed."""
    if not erasure.taken:
        return {}
    days = (erasure.first_day, erasure.last_day)
    period = [day.isoformat() for day in days if day is not None]
    return {"taken": {"what": erasure.taken, "rows": list(erasure.rows), "period": period}}


def _recalled(erasure: Erasure) -> dict[str, object]:
    """Return the releases that were called back; nothing is said where nobody noted them."""
    return {} if erasure.releases is None else {"releases_recalled": erasure.releases}


def digest(signed: Mapping[str, str]) -> str:
    """Return how the log names a certificate: SHA-256 of what was signed, hexadecimal.

    Whoever holds the certificate can so find its entry, and prove that it was in the log.
    """
    return hashlib.sha256(decode(signed["payload"])).hexdigest()


def backups_end(erasure: Erasure) -> date:
    """Return the day from which no backup of the key store needs to hold what was destroyed.

    It is a promise of whoever keeps the backups: Sayso deletes none of them unasked.
    """
    done = erasure.settles_at.date() if erasure.settles_at else clock.today()
    return done + timedelta(days=settings.KEY_BACKUP_DAYS)
