"""The end of a hold: what it held is erased, and a certificate says so once it is true."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from governance import clock
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, Actor, record
from governance.holdings.settling import settle_main
from governance.holds import account, letters
from governance.holds.models import OVER, Holder, HoldState, LegalHold
from governance.holds.store_key import MATTER, OPENING, StoreKey
from governance.keys import ledger, ring
from governance.keys.models import PersonKey

COPIES = timedelta(seconds=ring.COPIES_LIVE)
ACTS = {HoldState.LIFTED: Act.HOLD_LIFTED, HoldState.EXPIRED: Act.HOLD_EXPIRED}


def end(hold: LegalHold, state: HoldState, actor: Actor) -> LegalHold:
    """End a hold, locked by the caller: rows and texts go with it, its keys right after."""
    placed = hold.state == HoldState.PLACED
    hold.held = hold.rows.count()
    hold.rows.all().delete()
    hold.keys.all().delete()
    hold.openings.all().delete()
    hold.shares.update(sealed=None)
    hold.objections.update(sealed=None)
    hold.state, hold.ended_on, hold.matter_sealed = state, clock.today(), b""
    hold.renewal_asked_by, hold.settles_at = None, clock.now() + COPIES
    hold.save()
    _note(ACTS[state], hold, actor)
    if placed:
        letters.owe(hold, str(state), letters.EVERYBODY)
    else:
        letters.owe(hold, str(state), letters.KNOWS)
    transaction.on_commit(lambda: destroy_keys(hold.pk))
    return hold


def end_due() -> int:
    """End each hold whose last day has passed, or whose key is gone (a restore); return how many.

    Doing it twice ends nothing more.
    """
    placed = LegalHold.objects.filter(state=HoldState.PLACED)
    ids = list(placed.values_list("pk", flat=True))
    return sum(_end_if_due(hold_id) for hold_id in ids)


def settle_all() -> int:
    """Certify each end that has become true; return how many."""
    ended = LegalHold.objects.filter(
        state__in=OVER, certificate__isnull=True, placed_on__isnull=False
    )
    return sum(_settle(hold) for hold in ended)


def destroy_keys(hold_id: uuid.UUID) -> int:
    """Destroy every key of a hold, each with its line in the deletion ledger; return how many."""
    return sum(StoreKey(hold_id, use).destroy() for use in (MATTER, OPENING, *Holder.values))


def sweep_keys() -> int:
    """Destroy keys of holds that are over, where a process ended in between."""
    over = LegalHold.objects.filter(Q(state__in=OVER) & Q(certificate__isnull=True))
    return sum(destroy_keys(hold_id) for hold_id in list(over.values_list("pk", flat=True)))


@transaction.atomic
def _end_if_due(hold_id: uuid.UUID) -> int:
    rows = LegalHold.objects.select_for_update(no_key=True, of=("self",))
    hold = rows.filter(pk=hold_id, state=HoldState.PLACED).first()
    if hold is None or hold.ends_on is None:
        return 0
    if hold.ends_on >= clock.today() and not StoreKey(hold.pk).gone:
        return 0
    end(hold, HoldState.EXPIRED, SYSTEM)
    return 1


def _settle(hold: LegalHold) -> int:
    destroy_keys(hold.pk)
    if hold.settles_at is None or clock.now() < hold.settles_at:
        return 0
    if not (ring.settle() and settle_main() and ledger.follow()):
        return 0  # without its lines outside, a restore would bring back what was held
    return _certify(hold.pk)


@transaction.atomic
def _certify(hold_id: uuid.UUID) -> int:
    rows = LegalHold.objects.select_for_update(no_key=True, of=("self",))
    hold = rows.filter(pk=hold_id, certificate__isnull=True).first()
    if hold is None:
        return 0
    hold.certificate = account.issue(hold)
    hold.save(update_fields=["certificate"])
    digest = account.digest(hold.certificate)
    details = {"hold": str(hold.pk), "rows": hold.held}
    record(Act.ERASURE_DONE, SYSTEM, About(_whom(hold), subject=digest, details=details))
    letters.owe(hold, "erased", (letters.PERSON,))
    return 1


def _note(act: Act, hold: LegalHold, actor: Actor) -> None:
    about = About(_whom(hold), details={"hold": str(hold.pk), "rows": hold.held})
    record(act, actor, about)


def _whom(hold: LegalHold) -> str:
    """Return the owner for an entry; "" after everything of theirs went: it would make a key."""
    return hold.owner if PersonKey.objects.filter(pk=hold.owner).exists() else ""
