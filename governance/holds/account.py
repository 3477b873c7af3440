"""The certificate at the end of a hold, in the form of every certificate of erasure."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings

from governance import clock
from governance.audit.canonical import canonical
from governance.holds.models import Holder, LegalHold
from governance.keys import pressing, signers
from governance.signing import Use, decode

TYPE = "sayso-certificate/1"
KEYS = 1 + len(Holder)
"""The key of the hold, and those that sealed its shares until they were fetched. One more was
made for each opening that the representative agreed to."""


def issue(hold: LegalHold) -> dict[str, str]:
    """Return the signed certificate: what was held, on what ground, and that it is gone."""
    done = hold.settles_at.date() if hold.settles_at else clock.today()
    handed_out = ["handed-out"] if hold.opened else []
    ends = done + timedelta(days=settings.KEY_BACKUP_DAYS)
    payload = canonical(
        {
            "type": TYPE,
            "id": str(hold.pk),
            "company": settings.COMPANY,
            "owner": hold.owner,
            "purpose": None,
            "epoch": None,
            "kind": None,
            "everything": False,
            "hold": {
                "ground": hold.matter,
                "placed": hold.placed_on.isoformat() if hold.placed_on else None,
                "renewals": hold.renewals,
                "how": hold.state,
                "opened": hold.opened,
            },
            "begun": hold.ended_on.isoformat() if hold.ended_on else None,
            "done": clock.today().isoformat(),
            "deleted": {"holds": hold.held},
            "keys_destroyed": KEYS + hold.opening_keys,
            "backups_end": ends.isoformat(),
            "not_covered": sorted({"log", *handed_out} | pressing.left()),
        }
    )
    return signers.sign(Use.CERTIFICATE, TYPE, payload).as_json()


def digest(signed: Mapping[str, str]) -> str:
    """Return how the log names it: SHA-256 of what was signed, hexadecimal."""
    return hashlib.sha256(decode(signed["payload"])).hexdigest()
