"""The replay of the deletion ledger over restored databases; each step can be done again."""

import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

from governance.audit import begun_again
from governance.erasure import replay, run
from governance.erasure.replay import Forgotten
from governance.holdings import owing
from governance.keys import ledger, ring
from governance.keys.models import IntakeKey, WeekKey
from governance.leases import forgotten, restored
from redaction.models import Failure, InboxBatch
from training import store
from training.models import Episode

log = logging.getLogger(__name__)
Say = Callable[[str], object]
PART = 500
Item = TypeVar("Item")


def carry_out(since: int, say: Say) -> None:
    """Do again all that was deleted after a line of the ledger.

    Raises:
        governance.keys.ledger.Unknown: the file outside cannot say what that is.
    """
    fresh = ledger.newer()
    with transaction.atomic(using="keys"):
        ledger.take_back(fresh)
    found = replay.read(ledger.since(since))
    empty_the_inbox(say)
    ended = forgotten.decide_again(found)
    revoked = forgotten.revoke_again(found)
    rows = strike(found)
    replay.destroy_weeks(found)
    replay.erase_again(found)
    _finish(say)
    say(f"Taken out again: {rows} episodes by their ids, {ended} consents, {revoked} devices.")


def bring_up() -> None:
    """Let the file outside learn what the databases know that are about to be replaced.

    Nobody says that they can be read: a restore may be what mends them. Where they have forgotten
    lines of the file they are themselves an older copy, and have nothing to add to it.
    """
    try:
        if restored.agrees():
            owing.note_gone()
            for erasure_id in run.unfinished():
                run.advance(erasure_id)
    except Exception as fault:  # noqa: BLE001 (a message could name a row)
        log.warning("the databases cannot tell all that went: %s", type(fault).__name__)
    ledger.follow()


def end_everything(say: Say) -> None:
    """Nobody knows what was withdrawn: end every consent and erase what was captured."""
    ledger.write_anew()
    empty_the_inbox(say)
    ended = forgotten.end_all()
    _finish(say)
    say(f"Every consent ended, {ended} in all. Each person is asked anew.")


def strike(found: Forgotten) -> int:
    """Delete rows by id, recalls included, and renew the keys that had been renewed."""
    gone = 0
    for part in _parts(sorted(found.rows)):
        for owner, ids in _by_owner(part).items():
            with transaction.atomic():
                gone += store.rewrite(owner, ids, None)
    for keys in _parts(sorted(found.retired)):
        ring.retire_again(keys)
    store.finish_rewrites()
    return gone


def empty_the_inbox(say: Say) -> None:
    """Delete what waited: nobody can say whether its person has forgotten it since.

    Sessions end too, and intake keys whose private half is not here are given out no more.
    """
    waiting, _ = InboxBatch.objects.all().delete()
    Failure.objects.all().delete()
    Session.objects.all().delete()
    with suppress(RedisError):  # it stands still with the rest, and forgets by itself
        cache.clear()
    for row in IntakeKey.objects.filter(destroyed=False):
        if not (Path(settings.INTAKE_DIR) / f"{row.pk}.key").exists():
            row.delete()
    if waiting:
        say(f"{waiting} batches that had not been redacted when the backup was made were deleted.")


def _finish(say: Say) -> None:
    """Carry erasures as far as they go now, and delete rows that no key opens."""
    for erasure_id in run.unfinished():
        run.advance(erasure_id)
    known = set(WeekKey.objects.values_list("pk", flat=True))
    used = Episode.objects.order_by().values_list("key", flat=True).distinct()
    for key in [key for key in used if key not in known]:
        Episode.objects.filter(key=key).delete()
    ring.settle()
    run.settle_main()
    if name := begun_again.begin_again():
        say(f"Entries of the log were lost. It goes on as {name}; the old checkpoints are kept.")


def _by_owner(ids: Iterable[uuid.UUID]) -> dict[str, list[uuid.UUID]]:
    found = defaultdict(list)
    for pk, owner in Episode.objects.filter(pk__in=list(ids)).values_list("pk", "owner"):
        found[owner].append(pk)
    return found


def _parts(items: list[Item]) -> Iterable[list[Item]]:
    return (items[start : start + PART] for start in range(0, len(items), PART))
