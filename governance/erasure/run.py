"""Carries an erasure through. Every step can be interrupted and done again.

Keys go first, committed alone in the key store with their lines of the ledger: from that moment
nobody opens what they sealed. Then rows, holding by holding. Then it settles: the write-ahead
logs are pressed flat, workers' copies of keys have passed, nothing lingers in the inbox.
"""

import uuid
from datetime import timedelta

from django.db import connection, transaction

from governance import clock
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from governance.erasure import certificate
from governance.erasure.models import Erasure, ErasureState
from governance.holdings import walk
from governance.holdings.registry import Holding, all_holdings
from governance.holds import keeping
from governance.keys import ledger, ring

COPIES = timedelta(seconds=ring.COPIES_LIVE)


def advance(erasure_id: uuid.UUID) -> ErasureState | None:
    """Carry an erasure as far as it goes now; return where it stands, None where it is gone."""
    erasure = Erasure.objects.filter(pk=erasure_id).first()
    if erasure is None:
        return None
    if erasure.state == ErasureState.BEGUN:
        _destroy_keys(erasure)
    if erasure.state == ErasureState.KEYS_GONE:
        _delete_rows(erasure)
    if erasure.state == ErasureState.ROWS_GONE and _settled(erasure):
        _finish(erasure)
    return ErasureState(erasure.state)


def unfinished() -> list[uuid.UUID]:
    """Return the erasures that are not done, oldest first."""
    rows = Erasure.objects.exclude(state=ErasureState.DONE).order_by("begun_on")
    return list(rows.values_list("pk", flat=True))


def settle_main() -> bool:
    """Press the main database's write-ahead log flat; True when no older page is left in it."""
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        answer = cursor.fetchone()
    return bool(answer is not None and answer[0] == 0)


def _destroy_keys(erasure: Erasure) -> None:
    """Destroy the keys; with a kind none goes whole, the holdings renew them."""
    scope = erasure.scope
    with transaction.atomic():
        walk.foretell(scope)
        if scope.kind is None:
            keeping.keep(scope)  # while the keys are there; what is held opens for nobody here
    if scope.kind is None:
        # Counted and kept before, so that an interrupted run does not certify too few.
        found = ring.count(scope.owner, scope.purpose, scope.epoch) + int(scope.everything)
        erasure.keys = max(erasure.keys, found)
        erasure.save(update_fields=["keys"])
        ring.destroy(scope.owner, scope.purpose, scope.epoch)
        if scope.everything:
            ring.destroy_person(scope.owner)
    elif scope.purpose and scope.epoch:
        ring.note_narrowed(scope.owner, scope.purpose, scope.epoch, scope.kind)
    _reach(erasure, ErasureState.KEYS_GONE)


def _delete_rows(erasure: Erasure) -> None:
    for holding in all_holdings():
        _delete_from(erasure.pk, holding)
    erasure.refresh_from_db()
    _reach(erasure, ErasureState.ROWS_GONE)


@transaction.atomic
def _delete_from(erasure_id: uuid.UUID, holding: Holding) -> None:
    erasure = Erasure.objects.select_for_update(no_key=True).get(pk=erasure_id)
    erasure.note_recalled(walk.recalled(erasure.scope, [holding]))  # before the links go
    gone = holding.erase(erasure.scope)
    erasure.counts[holding.name] = erasure.counts.get(holding.name, 0) + gone
    if erasure.kind:  # no key goes whole before; those that were renewed go after this commit
        renewed = ring.count_renewed(erasure.owner, erasure.purpose or None, erasure.epoch)
        erasure.keys = max(erasure.keys, renewed)
    erasure.save(update_fields=["counts", "keys", "releases"])


def _reach(erasure: Erasure, state: ErasureState) -> None:
    erasure.state = state
    erasure.settles_at = clock.now() + COPIES
    erasure.save(update_fields=["state", "settles_at"])


def _settled(erasure: Erasure) -> bool:
    gone = _renewed_gone(erasure) and (bool(erasure.taken) or _scope_gone(erasure))
    if not gone or erasure.settles_at is None or clock.now() < erasure.settles_at:
        return False
    # Without its lines outside, a restore would bring back what the certificate says is gone.
    return ring.settle() and settle_main() and ledger.follow()


def _renewed_gone(erasure: Erasure) -> bool:
    """Tell whether the keys that were renewed are gone, which opened what was taken out.

    Where a process died before it ended them, the sweep does it; copies of them live on for a
    minute more.
    """
    if not (erasure.taken or erasure.kind) or not ring.count_retiring(erasure.owner):
        return True
    _reach(erasure, ErasureState.ROWS_GONE)
    return False


def _scope_gone(erasure: Erasure) -> bool:
    scope = erasure.scope
    if walk.left(scope):
        return False
    if scope.kind is None and ring.count(scope.owner, scope.purpose, scope.epoch):
        # A writer that was at work made one more; no row of the epoch can use it.
        ring.destroy(scope.owner, scope.purpose, scope.epoch)
        _reach(erasure, ErasureState.ROWS_GONE)
        return False
    return True


@transaction.atomic
def _finish(erasure: Erasure) -> None:
    row = Erasure.objects.select_for_update(no_key=True).get(pk=erasure.pk)
    if row.state != ErasureState.ROWS_GONE:
        return
    row.certificate = certificate.issue(row)
    row.state = erasure.state = ErasureState.DONE
    row.save(update_fields=["certificate", "state"])
    # With everything gone, an entry about the person would make a new key for them.
    about = "" if _goes_whole(row) else row.owner
    details = {"erasure": str(row.pk), "keys": row.keys, "counts": row.counts}
    digest = certificate.digest(row.certificate)
    record(Act.ERASURE_DONE, SYSTEM, About(about, row.purpose, digest, details))


def _goes_whole(erasure: Erasure) -> bool:
    """Tell whether this erasure, or one that began beside or after it, takes everything."""
    whole = Erasure.objects.filter(owner=erasure.owner, everything=True)
    return erasure.everything or whole.filter(begun_on__gte=erasure.begun_on).exists()
