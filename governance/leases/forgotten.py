"""Decisions that a restored database has forgotten, taken again as far as they can be known.

Known are withdrawals and refused kinds: the deletion ledger has them. Where it cannot be read,
nobody knows who withdrew: every consent ends, and each person is asked anew.
"""

import uuid

from django.db import transaction

from governance.audit.record import SYSTEM
from governance.consent import decisions
from governance.consent.models import Consent, Decision
from governance.devices import revocation
from governance.devices.models import Device
from governance.erasure.replay import Forgotten

LANGUAGE = "en"


def decide_again(found: Forgotten) -> int:
    """Withdraw and narrow again what the ledger knows; return how many consents changed."""
    ended = sum(
        _end(owner, purpose, epoch) for owner, purpose, epoch in sorted(found.epochs, key=str)
    )
    for owner, purpose in sorted(found.owners | {(owner, "") for owner in found.people}):
        ended += _end(owner, purpose, None)
    for owner, purpose, epoch, kind in sorted(found.narrowed, key=str):
        ended += _narrow(owner, purpose, epoch, kind)
    return ended


def end_all() -> int:
    """End every consent, since nobody knows which still hold; return how many."""
    owners = Consent.objects.exclude(decision=Decision.WITHDRAWN).values_list("owner", flat=True)
    return sum(_end(owner, "", None) for owner in sorted(set(owners)))


@transaction.atomic
def revoke_again(found: Forgotten) -> int:
    """Revoke devices again that the ledger knows as revoked; return how many."""
    rows = Device.objects.select_for_update(no_key=True).filter(pk__in=found.devices, revoked=False)
    gone = list(rows.order_by("pk"))
    for row in gone:
        revocation.revoke_locked(row)
    return len(gone)


@transaction.atomic
def _end(owner: str, purpose: str, epoch: uuid.UUID | None) -> int:
    rows = Consent.objects.select_for_update(no_key=True).filter(owner=owner)
    rows = rows.exclude(decision=Decision.WITHDRAWN)
    if purpose:
        rows = rows.filter(purpose=purpose)
    if epoch is not None:
        rows = rows.filter(epoch=epoch)
    live = list(rows.order_by("purpose"))
    for consent in live:
        decisions.withdraw_locked(consent, LANGUAGE, SYSTEM)
    return len(live)


@transaction.atomic
def _narrow(owner: str, purpose: str, epoch: uuid.UUID, kind: str) -> int:
    rows = Consent.objects.select_for_update(no_key=True).filter(owner=owner, purpose=purpose)
    consent = rows.filter(epoch=epoch).first()
    if consent is None or kind not in consent.ends:
        return 0
    decisions.narrow_locked(consent, kind, LANGUAGE)
    return 1
