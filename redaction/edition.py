"""By what is redacted now: the engine of the newest worker, and the names that must not appear.

The id that stands with each episode is that of the engine, and from the first word of compliance
about a name on a hash over both (`docs/decisions/one-id-for-engine-and-names.md`).
"""

import hashlib
import uuid
from datetime import datetime

from django.db import transaction

from redaction import engines
from redaction.models import Edition

ROW = 1


def policy_id() -> str:
    """Return what this process redacts by.

    Ask before redacting: where a name is entered meanwhile, what is stored under the older id is
    gone over again.
    """
    return _joined(engines.engine().policy_id, names())


def in_force() -> str | None:
    """Return what workers redact by, without an engine of one's own; None before one has said."""
    row = Edition.objects.filter(pk=ROW).exclude(engine="").first()
    return _joined(row.engine, row.names) if row else None


def names() -> uuid.UUID | None:
    """Return what changes with each word about a name; None before the first."""
    return Edition.objects.filter(pk=ROW).values_list("names", flat=True).first()


def is_ours(engine: str, loaded_at: datetime) -> bool:
    """Tell whether an engine is the one in force; the one that was loaded last is.

    So workers of an older and of a newer version of Sayso do not take turns over the same rows.
    """
    row = Edition.objects.filter(pk=ROW).first()
    if row and (row.engine == engine or _newer(row, loaded_at)):
        return row.engine == engine
    return _take_over(engine, loaded_at)


@transaction.atomic
def _take_over(engine: str, loaded_at: datetime) -> bool:
    row = held()
    if row.engine != engine and not _newer(row, loaded_at):
        row.engine, row.loaded_at = engine, loaded_at
        row.save(update_fields=["engine", "loaded_at"])
    return row.engine == engine


def held() -> Edition:
    """Return the row, locked; call it in a transaction."""
    row, _made = Edition.objects.select_for_update(no_key=True).get_or_create(pk=ROW)
    return row


def _newer(row: Edition, loaded_at: datetime) -> bool:
    return row.loaded_at is not None and row.loaded_at > loaded_at


def _joined(engine: str, names_now: uuid.UUID | None) -> str:
    if names_now is None:
        return engine
    return hashlib.sha256(f"{engine}|{names_now}".encode()).hexdigest()
